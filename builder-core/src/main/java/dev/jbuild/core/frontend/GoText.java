package dev.jbuild.core.frontend;

import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;

/** Values as Go's package fmt prints them: histories of images are written that way, and people compare them. */
final class GoText {

    private static final long MICROSECOND = 1_000; // nanoseconds
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private GoText() {}

    /** {@code %q} of a list: {@code ["a" "b"]}. */
    static String quoted(List<String> words) {
        StringJoiner text = new StringJoiner(" ", "[", "]");
        words.forEach(word -> text.add(quoted(word)));
        return text.toString();
    }

    /** {@code %v} of a list: {@code [a b]}. */
    static String plain(List<String> words) {
        return "[" + String.join(" ", words) + "]";
    }

    /** {@code %q} of a text. */
    static String quoted(String text) {
        StringBuilder result = new StringBuilder("\"");
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            append(result, point, '"');
            at += Character.charCount(point);
        }
        return result.append('"').toString();
    }

    /** {@code %q} of a number: the character that it is the code point of. */
    static String quotedCharacter(int number) {
        boolean isCharacter = Character.isValidCodePoint(number) && !isSurrogate(number);
        StringBuilder result = new StringBuilder("'");
        append(result, isCharacter ? number : 0xFFFD, '\'');
        return result.append('\'').toString();
    }

    /** A duration, such as {@code 1m30s}. */
    static String duration(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        long size = Math.abs(nanos);
        if (size < MICROSECOND) {
            return sign + size + "ns";
        }
        if (size < MILLISECOND) {
            return sign + decimal(size, MICROSECOND) + "µs";
        }
        if (size < SECOND) {
            return sign + decimal(size, MILLISECOND) + "ms";
        }
        long minutes = size / (60 * SECOND);
        String seconds = decimal(size % (60 * SECOND), SECOND) + "s";
        if (minutes == 0) {
            return sign + seconds;
        }
        String text = minutes % 60 + "m" + seconds;
        return sign + (minutes < 60 ? text : minutes / 60 + "h" + text);
    }

    private static String decimal(long value, long unit) {
        String whole = Long.toString(value / unit);
        long rest = value % unit;
        if (rest == 0) {
            return whole;
        }
        String digits = Long.toString(unit + rest).substring(1);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return whole + "." + digits.substring(0, end);
    }

    private static void append(StringBuilder result, int point, char quote) {
        if (point == quote || point == '\\') {
            result.append('\\').append((char) point);
        } else if (isPrintable(point)) {
            result.appendCodePoint(point);
        } else {
            result.append(escape(isSurrogate(point) ? 0xFFFD : point));
        }
    }

    private static String escape(int point) {
        return switch (point) {
            case 0x07 -> "\\a";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case 0x0B -> "\\v";
            default ->
                point < ' ' || point == 0x7F
                        ? "\\x%02x".formatted(point)
                        : point < 0x10000 ? "\\u%04x".formatted(point) : "\\U%08x".formatted(point);
        };
    }

    private static boolean isPrintable(int point) {
        if (point == ' ') {
            return true;
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static boolean isSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
