package dev.jbuild.cli.command;

import dev.jbuild.core.attest.ProvenanceSettings;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code --provenance}, {@code --sbom} and {@code --attest} ask to be claimed of the images of a build. Nothing, unless they say so.
 *
 * @param provenance empty for none
 */
record Attestations(Optional<ProvenanceSettings> provenance, boolean sbom) {
    static final String PROVENANCE = "--provenance";
    static final String SBOM = "--sbom";
    static final String ATTEST = "--attest";

    private static final Set<String> KNOWN =
            Set.of("type", "mode", "version", "builder-id", "filename", "reproducible", "disabled");

    static Attestations of(BuildOptions options) {
        Map<String, Map<String, String>> wanted = new LinkedHashMap<>();
        for (String text : options.texts(ATTEST)) {
            Map<String, String> fields = fields(text);
            String type = Optional.ofNullable(fields.get("type"))
                    .orElseThrow(() -> BuildOptions.wrong(ATTEST, text, "type=provenance or type=sbom, and fields"));
            wanted.put(type, fields);
        }
        options.text(PROVENANCE).ifPresent(text -> wanted.put("provenance", ofProvenance(text)));
        if (options.isSet(SBOM)) {
            wanted.put("sbom", Map.of());
        }
        return of(wanted);
    }

    private static Attestations of(Map<String, Map<String, String>> wanted) {
        Optional<ProvenanceSettings> provenance = Optional.empty();
        boolean sbom = false;
        for (Map.Entry<String, Map<String, String>> one : wanted.entrySet()) {
            boolean on = !flag(one.getValue(), "disabled");
            switch (one.getKey()) {
                case "provenance" -> provenance = on ? Optional.of(settings(one.getValue())) : Optional.empty();
                case "sbom" -> sbom = on && isSbom(one.getValue());
                default -> throw BuildOptions.wrong(ATTEST, "type=" + one.getKey(), "type=provenance or type=sbom");
            }
        }
        return new Attestations(provenance, sbom);
    }

    /** {@code min}, {@code max}, {@code true}, {@code false}, or fields. */
    private static Map<String, String> ofProvenance(String text) {
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "min", "max" -> Map.of("mode", text);
            case "true", "1" -> Map.of();
            case "false", "0" -> Map.of("disabled", "true");
            default -> {
                if (text.indexOf('=') < 0) {
                    throw BuildOptions.wrong(PROVENANCE, text, "min, max or fields such as mode=max,builder-id=URL");
                }
                yield fields(text);
            }
        };
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = OutputSpec.fields(text, ATTEST);
        for (String name : fields.keySet()) {
            if (name.equals("generator")) {
                throw BuildException.of(ErrorCode.USAGE, "got generator=… in \"" + text + "\", want none")
                        .withHint("jbuild reads the package databases of the image itself and runs no other program");
            }
            if (!KNOWN.contains(name)) {
                throw BuildException.of(
                                ErrorCode.USAGE, "got \"%s\" in \"%s\", want one of %s".formatted(name, text, sorted()))
                        .withHint("write it as --provenance=max, or --attest type=provenance,mode=max");
            }
        }
        return fields;
    }

    private static List<String> sorted() {
        return KNOWN.stream().sorted().toList();
    }

    private static boolean isSbom(Map<String, String> fields) {
        for (String name : fields.keySet()) {
            if (!name.equals("type") && !name.equals("disabled")) {
                throw BuildOptions.wrong(ATTEST, name + " with type=sbom", "type and disabled only");
            }
        }
        return true;
    }

    private static ProvenanceSettings settings(Map<String, String> fields) {
        String mode = fields.getOrDefault("mode", "min");
        if (!mode.equals("min") && !mode.equals("max")) {
            throw BuildOptions.wrong(PROVENANCE, "mode=" + mode, "mode=min or mode=max");
        }
        String version = fields.getOrDefault("version", "v1");
        if (!version.equals("v1")) {
            throw BuildOptions.wrong(PROVENANCE, "version=" + version, "version=v1");
        }
        String file = fields.getOrDefault("filename", ProvenanceSettings.DEFAULT.fileName());
        if (file.indexOf('/') >= 0 || file.lastIndexOf('.') < 1) {
            throw BuildOptions.wrong(PROVENANCE, "filename=" + file, "the name of a file such as provenance.json");
        }
        return new ProvenanceSettings(
                mode.equals("max") ? ProvenanceSettings.Mode.MAX : ProvenanceSettings.Mode.MIN,
                fields.getOrDefault("builder-id", ""),
                file,
                flag(fields, "reproducible")
                        ? ProvenanceSettings.Reproducible.YES
                        : ProvenanceSettings.Reproducible.UNKNOWN);
    }

    private static boolean flag(Map<String, String> fields, String name) {
        String value = fields.getOrDefault(name, "false");
        return switch (value.toLowerCase(java.util.Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw BuildOptions.wrong(ATTEST, name + "=" + value, "true or false");
        };
    }
}
