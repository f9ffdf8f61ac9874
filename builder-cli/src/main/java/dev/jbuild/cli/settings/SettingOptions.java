package dev.jbuild.cli.settings;

import dev.jbuild.cli.ParseResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The options that have the last word about settings, as the variables of a command and of what it starts. */
public final class SettingOptions {
    /** Settings whose options only some commands have, where they mean this command alone. */
    private static final List<Setting> SHARED = List.of(Setting.STORE, Setting.MIRRORS, Setting.INSECURE_REGISTRIES);

    private SettingOptions() {}

    /**
     * The environment with the options in it.
     *
     * @param directory what a relative path is relative to
     */
    public static Map<String, String> applied(ParseResult options, Map<String, String> environment, Path directory) {
        Map<String, String> changed = Map.of();
        for (Setting setting : SHARED) {
            if (options.has(setting.option())) {
                changed = changed.isEmpty() ? new HashMap<>(environment) : changed;
                changed.put(setting.variable(), value(setting, options, changed, directory));
            }
        }
        return changed.isEmpty() ? environment : Map.copyOf(changed);
    }

    /** Whether it is a variable by the time that it is read, even where an option said it. */
    static boolean isShared(Setting setting) {
        return SHARED.contains(setting);
    }

    private static String value(Setting setting, ParseResult options, Map<String, String> environment, Path directory) {
        if (setting.kind() == Setting.Kind.TEXT) {
            String text = options.text(setting.option()).orElse("");
            return setting == Setting.STORE ? directory.resolve(text).toString() : text;
        }
        List<String> texts = new ArrayList<>(options.texts(setting.option()));
        if (setting == Setting.INSECURE_REGISTRIES) {
            texts.addAll(Settings.of(environment).insecureRegistries()); // one more is no reason to forget the others
        }
        return String.join(",", texts);
    }
}
