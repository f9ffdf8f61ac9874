package dev.jbuild.core.context;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.SourceLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the text of an ignore file by the rules of Docker's. */
final class IgnoreFile {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int MAX_LINES = 100_000;

    private final String name;
    private final List<String> lines;

    IgnoreFile(String name, String text) {
        this.name = name;
        this.lines = text.lines().limit(MAX_LINES + 1L).toList();
    }

    IgnoreRules rules() {
        if (lines.size() > MAX_LINES) {
            throw BuildException.of(
                    ErrorCode.IGNORE_FILE_INVALID, "%s: more than %,d lines".formatted(name, MAX_LINES));
        }
        List<IgnoreRule> rules = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            try {
                line(i + 1).ifPresent(rules::add);
            } catch (IllegalArgumentException e) {
                throw BuildException.of(
                                ErrorCode.IGNORE_FILE_INVALID,
                                "%s:%d: bad pattern \"%s\": %s"
                                        .formatted(name, i + 1, trim(lines.get(i)), e.getMessage()))
                        .at(SourceLocation.of(name, lines, i + 1, i + 1));
            }
        }
        return rules.isEmpty() ? IgnoreRules.NONE : new IgnoreRules(rules);
    }

    private Optional<IgnoreRule> line(int number) {
        String line = lines.get(number - 1);
        if (number == 1 && !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK) {
            line = line.substring(1);
        }
        return line.startsWith("#") ? Optional.empty() : rule(name, number, trim(line));
    }

    /** A pattern of a flag. */
    static Optional<IgnoreRule> exclude(int number, String pattern) {
        try {
            return rule("--exclude", number, trim(pattern));
        } catch (IllegalArgumentException e) {
            throw BuildException.of(
                    ErrorCode.DOCKERFILE_INVALID,
                    "bad pattern --exclude=\"%s\": %s".formatted(pattern, e.getMessage()));
        }
    }

    private static Optional<IgnoreRule> rule(String source, int number, String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        boolean include = text.startsWith("!");
        String pattern = include ? trim(text.substring(1)) : text;
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("\"!\" alone brings nothing back");
        }
        pattern = CleanPath.of(pattern);
        if (pattern.length() > 1 && pattern.startsWith("/")) {
            pattern = pattern.substring(1);
        }
        IgnoreRule.Effect effect = include ? IgnoreRule.Effect.INCLUDE : IgnoreRule.Effect.EXCLUDE;
        return Optional.of(new IgnoreRule(source, number, text, PathPattern.parse(pattern), effect));
    }

    /** Without white space at both ends, as Go's {@code unicode.IsSpace} has it. */
    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c >= '\t' && c <= '\r' || c == 0x85 || Character.isSpaceChar(c);
    }
}
