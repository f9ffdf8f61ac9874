package dev.jbuild.cli.command;

import dev.jbuild.cli.ParseResult;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;

/** The option {@code --format} of commands that print a table or JSON. */
final class Formats {
    private Formats() {}

    static boolean isJson(ParseResult options) {
        String format = Options.text(options, "--format").orElse("table");
        return switch (format) {
            case "json" -> true;
            case "table" -> false;
            default -> throw unknown(format, "json or table");
        };
    }

    static BuildException unknown(String format, String wanted) {
        return BuildException.of(ErrorCode.USAGE, "got --format \"" + format + "\", want " + wanted);
    }
}
