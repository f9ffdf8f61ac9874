package dev.jbuild.cli.settings;

import dev.jbuild.cache.registry.Mirror;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.NearNames;
import dev.jbuild.core.oci.Platform;
import java.util.List;

/** Whether values of settings are right. What is wrong is a BuildException USAGE that names the place, the value and what is possible. */
public final class SettingCheck {
    private static final List<String> NETWORKS = List.of("host", "none", "private", "default");
    private static final List<String> RUNTIMES = List.of("native", "crun", "runc");

    private SettingCheck() {}

    /** @param origin a path, a variable or an option */
    public static void check(Setting setting, List<String> texts, String origin) {
        for (String text : texts) {
            if (!wanted(setting, text).isEmpty()) {
                throw wrong(setting, text, origin);
            }
        }
    }

    /** What would be right, with a near name; empty for what is. */
    private static String wanted(Setting setting, String text) {
        return switch (setting) {
            case NETWORK ->
                NETWORKS.contains(text) ? "" : "host, none, private or default" + NearNames.suggestion(text, NETWORKS);
            case RUNTIME ->
                RUNTIMES.contains(text) || text.indexOf('/') >= 0
                        ? ""
                        : "native, crun, runc or a path such as /usr/bin/" + text
                                + NearNames.suggestion(text, RUNTIMES);
            case PLATFORM -> isPlatform(text) ? "" : "os/arch[/variant], or a known system or processor";
            case MIRRORS -> isMirror(text) ? "" : "[REGISTRY=][http://|https://]host[:port][/prefix]";
            case INSECURE_REGISTRIES -> isHost(text) ? "" : "host[:port], or a network such as 10.0.0.0/8";
            case STORE -> "";
        };
    }

    private static boolean isPlatform(String text) {
        try {
            Platform.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isMirror(String text) {
        int equals = text.indexOf('=');
        try {
            Mirror.parse(text.substring(equals + 1));
            return equals < 0 || isHost(text.substring(0, equals));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isHost(String text) {
        return !text.isEmpty() && text.indexOf(' ') < 0 && !text.contains("://");
    }

    /** What is said of a value that is wrong. */
    public static BuildException wrong(Setting setting, String text, String origin) {
        String got;
        if (origin.startsWith("/")) {
            got = "got %s \"%s\" in \"%s\"".formatted(setting.key(), text, origin);
        } else if (SettingOptions.isShared(setting)) { // an option of it has become the variable
            got = "got \"%s\" for %s or %s".formatted(text, setting.option(), origin);
        } else {
            got = "got %s \"%s\"".formatted(origin, text);
        }
        return BuildException.of(ErrorCode.USAGE, got + ", want " + wanted(setting, text));
    }
}
