package dev.jbuild.cli.command;

import dev.jbuild.cli.Truth;
import dev.jbuild.core.attest.ProvenanceSettings;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
        options.text(SBOM).ifPresent(text -> wanted.put("sbom", ofSbom(text)));
        return of(wanted);
    }

    private static Attestations of(Map<String, Map<String, String>> wanted) {
        Optional<ProvenanceSettings> provenance = Optional.empty();
        boolean sbom = false;
        for (Map.Entry<String, Map<String, String>> one : wanted.entrySet()) {
            boolean on = !flag(one.getValue(), "disabled");
            switch (one.getKey()) {
                case "provenance" -> provenance = on ? Optional.of(settings(one.getValue())) : Optional.empty();
                case "sbom" -> sbom = on;
                default -> throw BuildOptions.wrong(ATTEST, "type=" + one.getKey(), "type=provenance or type=sbom");
            }
        }
        return new Attestations(provenance, sbom);
    }

    /** {@code min}, {@code max}, {@code true}, {@code false}, or fields. */
    private static Map<String, String> ofProvenance(String text) {
        if (text.equalsIgnoreCase("min") || text.equalsIgnoreCase("max")) {
            return Map.of("mode", text.toLowerCase(Locale.ROOT));
        }
        if (text.indexOf('=') >= 0) {
            return fields(text);
        }
        boolean on = Truth.parse(text)
                .orElseThrow(() -> BuildOptions.wrong(
                        PROVENANCE, text, "min, max, true, false or fields such as mode=max,builder-id=URL"));
        return Map.of("disabled", Boolean.toString(!on));
    }

    /** {@code true}, {@code false}, or fields, of which there is only {@code disabled}. */
    private static Map<String, String> ofSbom(String text) {
        if (text.indexOf('=') < 0) {
            boolean on = Truth.parse(text).orElseThrow(() -> wrongSbom(SBOM, text, "true or false"));
            return Map.of("disabled", Boolean.toString(!on));
        }
        Map<String, String> fields = OutputSpec.fields(text, SBOM);
        checkSbom(SBOM, text, fields);
        return fields;
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = OutputSpec.fields(text, ATTEST);
        if ("sbom".equals(fields.get("type"))) {
            checkSbom(ATTEST, text, fields);
            return fields;
        }
        for (String name : fields.keySet()) {
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

    private static void checkSbom(String option, String text, Map<String, String> fields) {
        for (String name : fields.keySet()) {
            if (!name.equals("type") && !name.equals("disabled")) {
                throw wrongSbom(option, text, "no " + name);
            }
        }
    }

    private static BuildException wrongSbom(String option, String got, String want) {
        return BuildOptions.wrong(option, got, want)
                .withHint(
                        "the packages are listed as SPDX 2.3 (JSON), read from the databases in the image: no other form and no generator can be chosen");
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
        return Truth.parse(value).orElseThrow(() -> BuildOptions.wrong(ATTEST, name + "=" + value, "true or false"));
    }
}
