package dev.jbuild.grammar;

import dev.jbuild.grammar.Instruction.Switch;
import java.time.Duration;

/** Keyword and flags of one instruction as text. Used by one thread. */
final class FlagText {

    private static final String ESCAPED = "\"'\\";

    private final StringBuilder out;

    FlagText(String keyword) {
        this.out = new StringBuilder(keyword);
    }

    /** A flag with a value, unless that is empty. */
    FlagText value(String name, String value) {
        if (!value.isEmpty()) {
            out.append(" --").append(name).append('=');
            value.chars().forEach(c -> append((char) c));
        }
        return this;
    }

    FlagText toggle(String name, Switch value) {
        return switch (value) {
            case UNSET -> this;
            case ON -> value(name, "true");
            case OFF -> value(name, "false");
        };
    }

    /** A duration in nanoseconds, unless it is zero. */
    FlagText duration(String name, Duration value) {
        return value(name, value.isZero() ? "" : GoDuration.print(value));
    }

    /** The whole line: keyword, flags, and what stands behind them. */
    String line(String rest) {
        if (rest.isEmpty()) {
            return out.toString();
        }
        return out.append(rest.startsWith("--") ? " -- " : " ").append(rest).toString();
    }

    /** In flags the backslash is the escape character whatever the file says. */
    private void append(char c) {
        if (ESCAPED.indexOf(c) >= 0 || Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85) {
            out.append('\\');
        }
        out.append(c);
    }
}
