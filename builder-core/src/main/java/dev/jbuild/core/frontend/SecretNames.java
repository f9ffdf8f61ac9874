package dev.jbuild.core.frontend;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tells names of variables that hold secrets by the words in them. */
final class SecretNames {

    private static final Set<String> SECRET = Set.of(
            "apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token");
    private static final Set<String> HARMLESS = Set.of("public", "file", "version");

    private SecretNames() {}

    /** True for {@code API_KEY} and {@code token}, not for {@code PUBLIC_KEY}, {@code TOKEN_FILE} and {@code KEYBOARD}. */
    static boolean looksSecret(String name) {
        List<String> words = List.of(name.toLowerCase(Locale.ROOT).split("_", -1));
        return words.stream().anyMatch(SECRET::contains) && words.stream().noneMatch(HARMLESS::contains);
    }
}
