package dev.jbuild.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.jbuild.cache.registry.Mirror;
import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.progress.Humane;
import dev.jbuild.cli.settings.Setting;
import dev.jbuild.cli.settings.SettingCheck;
import dev.jbuild.cli.settings.Settings;
import dev.jbuild.core.oci.OciJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code jbuild config}: every setting, its value, and where that comes from. */
public final class ConfigCommand implements Command {
    private static final String DEFAULT = "default";

    @Override
    public CommandSpec spec() {
        return Options.of(
                        "Prints the settings: their values, and where each comes from.",
                        "Read are /etc/jbuild/config.json, then $XDG_CONFIG_HOME/jbuild/config.json, then variables, then options.",
                        "Variables: " + variables())
                .registries()
                .value("RUNTIME", "what runs commands", Setting.RUNTIME.option())
                .value("NETWORK", "of commands", Setting.NETWORK.option())
                .value("PLATFORM", "what is meant where no platform is said", Setting.PLATFORM.option())
                .value("FORMAT", "json: one object", "--format")
                .spec();
    }

    private static String variables() {
        return Arrays.stream(Setting.values()).map(Setting::variable).collect(Collectors.joining(", "));
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        boolean json = Formats.isJson(options);
        Settings settings = Settings.of(console.env());
        if (json) {
            console.out().println(json(settings, options, console));
            return 0;
        }
        Table table = new Table("NAME", "VALUE", "FROM");
        for (Setting setting : Setting.values()) {
            Settings.Value value = value(setting, settings, options, console);
            table.add(setting.key(), Humane.printable(String.join(", ", value.texts())), value.origin());
        }
        table.print(console.out());
        return 0;
    }

    private static Settings.Value value(Setting setting, Settings settings, ParseResult options, Console console) {
        if (options.has(setting.option())) {
            List<String> texts = setting.kind() == Setting.Kind.TEXT && setting != Setting.STORE
                    ? List.of(options.text(setting.option()).orElse(""))
                    : settings.find(setting).map(Settings.Value::texts).orElse(List.of());
            SettingCheck.check(setting, texts, setting.option());
            return new Settings.Value(texts, setting.option() + others(setting, texts, options, console));
        }
        return settings.find(setting).orElseGet(() -> new Settings.Value(usual(setting, settings, console), DEFAULT));
    }

    /** Where those come from that an option adds to. */
    private static String others(Setting setting, List<String> texts, ParseResult options, Console console) {
        if (setting != Setting.INSECURE_REGISTRIES
                || options.texts(setting.option()).containsAll(texts)) {
            return "";
        }
        Map<String, String> files = new HashMap<>(console.env());
        files.remove(setting.variable()); // which has the option's, too
        return Settings.of(files)
                .find(setting)
                .filter(value -> texts.containsAll(value.texts()))
                .map(value -> ", " + value.origin())
                .orElse(", " + setting.variable());
    }

    private static List<String> usual(Setting setting, Settings settings, Console console) {
        return switch (setting) {
            case STORE -> List.of(Wiring.of(console).storeRoot().toString());
            case RUNTIME -> List.of("native");
            case NETWORK -> List.of("host");
            case PLATFORM -> List.of(settings.platform().toString());
            case MIRRORS, INSECURE_REGISTRIES -> List.of();
        };
    }

    private static String json(Settings settings, ParseResult options, Console console) {
        byte[] bytes = OciJson.document(json -> {
            for (Setting setting : Setting.values()) {
                Settings.Value value = value(setting, settings, options, console);
                json.writeObjectFieldStart(setting.key());
                write(json, setting, value, settings);
                json.writeStringField("from", value.origin());
                json.writeEndObject();
            }
        });
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator json, Setting setting, Settings.Value value, Settings settings)
            throws IOException {
        switch (setting.kind()) {
            case TEXT -> json.writeStringField("value", value.texts().get(0));
            case LIST -> {
                json.writeArrayFieldStart("value");
                for (String text : value.texts()) {
                    json.writeString(text);
                }
                json.writeEndArray();
            }
            case MIRRORS -> {
                json.writeObjectFieldStart("value");
                for (Map.Entry<String, List<Mirror>> entry : settings.mirrors().entrySet()) {
                    json.writeArrayFieldStart(entry.getKey());
                    for (Mirror mirror : entry.getValue()) {
                        json.writeString(mirror.toString());
                    }
                    json.writeEndArray();
                }
                json.writeEndObject();
            }
        }
    }
}
