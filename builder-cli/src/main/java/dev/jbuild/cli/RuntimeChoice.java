package dev.jbuild.cli;

import dev.jbuild.cli.settings.Setting;
import dev.jbuild.cli.settings.SettingCheck;
import dev.jbuild.cli.settings.Settings;
import java.util.Optional;

/** What carries commands out: the native sandbox, or an OCI runtime by its name or path. */
public record RuntimeChoice(String name) {
    /** The option of build and run. */
    public static final String OPTION = "--runtime";

    /** The values of the option, for its help. */
    public static final String KINDS = "native (default), crun, runc, or the PATH of an OCI runtime";

    private static final String NATIVE = "native";

    /** What the option says, else the one that is set, else the native sandbox. */
    public static RuntimeChoice of(Optional<String> given, Console console) {
        String name =
                given.or(() -> Settings.of(console.env()).text(Setting.RUNTIME)).orElse(NATIVE);
        if (name.contains("/")) {
            return new RuntimeChoice(console.path(name).toString());
        }
        return switch (name) {
            case NATIVE, "crun", "runc" -> new RuntimeChoice(name);
            default -> throw SettingCheck.wrong(Setting.RUNTIME, name, OPTION);
        };
    }

    boolean isNative() {
        return name.equals(NATIVE);
    }
}
