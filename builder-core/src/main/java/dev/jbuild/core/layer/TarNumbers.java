package dev.jbuild.core.layer;

import dev.jbuild.core.layer.TarFormat.Field;

/** Reads the numbers of tar headers. Every form has a bound, so that none costs more than its bytes. */
final class TarNumbers {
    private static final int MAX_DECIMAL_DIGITS = 18; // fits a long

    private TarNumbers() {}

    /** An octal field between blanks and NULs, or base-256; an empty one is 0. */
    static long field(byte[] block, Field field, String what) throws InvalidArchiveException {
        return (block[field.start()] & 0x80) == 0 ? octal(block, field, what) : base256(block, field, what);
    }

    private static long octal(byte[] block, Field field, String what) throws InvalidArchiveException {
        int at = field.start();
        while (at < field.end() && (block[at] == ' ' || block[at] == 0)) {
            at++;
        }
        long value = 0;
        for (; at < field.end() && block[at] >= '0' && block[at] <= '7'; at++) {
            value = value << 3 | block[at] - '0';
        }
        for (; at < field.end(); at++) {
            if (block[at] == 0) {
                return value;
            }
            if (block[at] != ' ') {
                throw new InvalidArchiveException("a header whose " + what + " is no octal number");
            }
        }
        return value;
    }

    /** Two's complement of the bits after the first. */
    private static long base256(byte[] block, Field field, String what) throws InvalidArchiveException {
        boolean negative = (block[field.start()] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int at = field.start(); at < field.end(); at++) {
            int b = at == field.start() && !negative ? block[at] & 0x7f : block[at] & 0xff;
            if (value >> 55 != (negative ? -1 : 0)) {
                throw new InvalidArchiveException("a header whose " + what + " does not fit 64 bits");
            }
            value = value << 8 | b;
        }
        return value;
    }

    /** A decimal number without sign. */
    static long decimal(byte[] text, String what) throws InvalidArchiveException {
        if (text.length == 0 || text.length > MAX_DECIMAL_DIGITS) {
            throw new InvalidArchiveException(
                    "a PAX header whose " + what + " has " + text.length + " digits, want 1 to " + MAX_DECIMAL_DIGITS);
        }
        long value = 0;
        for (byte b : text) {
            if (b < '0' || b > '9') {
                throw new InvalidArchiveException("a PAX header whose " + what + " is no decimal number");
            }
            value = 10 * value + b - '0';
        }
        return value;
    }

    /** Seconds with an optional sign and fraction, floored. */
    static long seconds(byte[] text, String what) throws InvalidArchiveException {
        int start = text.length > 0 && text[0] == '-' ? 1 : 0;
        int point = start;
        while (point < text.length && text[point] != '.') {
            point++;
        }
        long whole = decimal(java.util.Arrays.copyOfRange(text, start, point), what);
        boolean fraction = false;
        for (int i = point + 1; i < text.length; i++) {
            if (text[i] < '0' || text[i] > '9') {
                throw new InvalidArchiveException("a PAX header whose " + what + " is no time");
            }
            fraction |= text[i] != '0';
        }
        return start == 0 ? whole : fraction ? -whole - 1 : -whole;
    }
}
