package dev.jbuild.cli.command;

import java.util.List;
import java.util.Optional;

/**
 * What {@code --call} asks for: {@code METHOD[,format=FORMAT]}, as buildx has it. {@code --check} is {@code --call=check}.
 *
 * @param format of the answer; a build has none
 */
record Call(Method method, Format format) {

    /** What is done with the Dockerfile. */
    enum Method {
        /** It is built. */
        BUILD,
        /** What is right and yet unwise is told. */
        CHECK,
        /** What a user can give to the build of the target is listed. */
        OUTLINE,
        /** The stages are listed. */
        TARGETS
    }

    /** How the answer looks. */
    enum Format {
        TEXT,
        JSON
    }

    private static final String CALL = "--call";
    private static final String FORMAT = "--format";

    static Call of(BuildOptions options) {
        boolean check = options.isSet("--check");
        Optional<String> text = options.text(CALL);
        Optional<String> format = options.text(FORMAT);
        if (text.isEmpty() && format.isEmpty()) {
            return new Call(check ? Method.CHECK : Method.BUILD, Format.TEXT);
        }
        Call call = parse(text.orElse(check ? "check" : "build"));
        if (check && call.method != Method.CHECK) {
            throw BuildOptions.wrong(CALL, text.orElse(""), "check beside --check");
        }
        Call whole = format.isEmpty() ? call : new Call(call.method, format(format.get()));
        if (whole.method == Method.BUILD && format.isPresent()) {
            throw BuildOptions.wrong(FORMAT, format.get(), "it beside --check or --call only");
        }
        return whole;
    }

    /** False for a build. */
    boolean isQuestion() {
        return method != Method.BUILD;
    }

    private static Call parse(String text) {
        Method method = Method.BUILD;
        Format format = Format.TEXT;
        for (String field : List.of(text.split(",", -1))) {
            if (field.startsWith("format=")) {
                format = format(field.substring("format=".length()));
            } else {
                method = method(field, text);
            }
        }
        return new Call(method, format);
    }

    private static Method method(String field, String text) {
        return switch (field) {
            case "build" -> Method.BUILD;
            case "check", "lint" -> Method.CHECK;
            case "outline" -> Method.OUTLINE;
            case "targets" -> Method.TARGETS;
            default ->
                throw BuildOptions.wrong(CALL, text, "build, check, outline or targets, and format=json or text");
        };
    }

    private static Format format(String text) {
        return switch (text) {
            case "json" -> Format.JSON;
            case "text" -> Format.TEXT;
            default -> throw Formats.unknown(text, "json or text");
        };
    }
}
