package dev.jbuild.cli.settings;

import dev.jbuild.cli.HostFiles;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.NearNames;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.OciFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One config file. */
final class SettingsFile {
    private static final int MAX_BYTES = 1024 * 1024; // 1 MiB

    private SettingsFile() {}

    /** What a file says; empty when there is none. */
    static Optional<Map<Setting, Settings.Value>> read(Path file) {
        if (!HostFiles.isFile(file)) {
            return Optional.empty();
        }
        Map<Setting, Settings.Value> values = new EnumMap<>(Setting.class);
        try {
            JsonDocument json =
                    JsonDocument.parse("the config file", HostFiles.read(file, MAX_BYTES, "the config file"));
            for (String key : json.names()) {
                Setting setting = Setting.ofKey(key).orElseThrow(() -> unknown(file, key));
                List<String> texts = texts(json, setting);
                if (!texts.isEmpty()) {
                    values.put(setting, new Settings.Value(texts, file.toString()));
                }
            }
        } catch (OciFormatException e) {
            throw BuildException.of(ErrorCode.USAGE, "cannot read \"%s\": %s".formatted(file, e.getMessage()))
                    .withHint("write a JSON object with the keys " + String.join(", ", Setting.keys()))
                    .withCause(e);
        }
        return Optional.of(values);
    }

    private static List<String> texts(JsonDocument json, Setting setting) throws OciFormatException {
        return switch (setting.kind()) {
            case TEXT -> json.text(setting.key()).isEmpty() ? List.of() : List.of(json.text(setting.key()));
            case LIST -> json.texts(setting.key());
            case MIRRORS -> mirrors(json, setting.key());
        };
    }

    private static List<String> mirrors(JsonDocument json, String key) throws OciFormatException {
        List<String> texts = new ArrayList<>();
        Optional<JsonDocument> mirrors = json.object(key);
        for (String registry : mirrors.isPresent() ? mirrors.get().names() : List.<String>of()) {
            for (String mirror : mirrors.get().texts(registry)) {
                texts.add(registry + "=" + mirror);
            }
        }
        return texts;
    }

    private static BuildException unknown(Path file, String key) {
        return BuildException.of(
                        ErrorCode.USAGE,
                        "unknown key \"%s\" in \"%s\"%s"
                                .formatted(key, file, NearNames.suggestion(key, Setting.keys())))
                .withHint("the keys are " + String.join(", ", Setting.keys()));
    }
}
