package dev.jbuild.core.plan;

import java.util.Locale;
import java.util.Set;

/** Tells names of variables whose values look like secrets; such values are never written down readably. */
public final class SecretNames {
    private static final Set<String> SECRET = Set.of(
            "apikey",
            "auth",
            "credential",
            "credentials",
            "key",
            "passphrase",
            "password",
            "passwd",
            "pword",
            "secret",
            "token");
    private static final Set<String> HARMLESS = Set.of("public", "file", "version");

    private SecretNames() {}

    /** Whether one of the name's words, separated by {@code _}, says secret, and none that it is not. */
    public static boolean looksSecret(String name) {
        boolean secret = false;
        for (String word : name.toLowerCase(Locale.ROOT).split("_")) {
            if (HARMLESS.contains(word)) {
                return false;
            }
            secret |= SECRET.contains(word);
        }
        return secret;
    }
}
