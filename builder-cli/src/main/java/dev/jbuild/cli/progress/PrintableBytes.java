package dev.jbuild.cli.progress;

/**
 * UTF-8 as it may be shown: what {@link Humane#printable} makes of it, from bytes to bytes and without any object for a line. What is no
 * UTF-8 becomes U+FFFD, as when it is read as text.
 */
final class PrintableBytes {
    /** A byte becomes at most so many. */
    static final int MOST_FOR_ONE = 4;

    private static final byte[] HEX_DIGITS = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };
    private static final int FIRST_OF_C1 = 0xc2; // U+0080 to U+009F begin with it
    private static final int END_OF_C1 = 0xa0;

    private PrintableBytes() {}

    /** Writes what these bytes become; returns where that ends. There is room for the most that they can become. */
    static int write(byte[] from, int start, int end, byte[] to, int at) {
        int next = at;
        int i = start;
        while (i < end) {
            int b = from[i] & 0xff;
            int length = b < 0x80 ? 1 : wellFormed(from, i, end);
            if (length <= 0) {
                to[next++] = (byte) 0xef;
                to[next++] = (byte) 0xbf;
                to[next++] = (byte) 0xbd;
                i += Math.max(1, -length);
            } else if (b < 0x20 && b != '\t' || b == 0x7f) {
                next = escape(b, to, next);
                i++;
            } else if (b == FIRST_OF_C1 && (from[i + 1] & 0xff) < END_OF_C1) {
                next = escape(from[i + 1] & 0xff, to, next);
                i += 2;
            } else {
                System.arraycopy(from, i, to, next, length);
                next += length;
                i += length;
            }
        }
        return next;
    }

    private static int escape(int control, byte[] to, int at) {
        to[at] = '\\';
        to[at + 1] = 'x';
        to[at + 2] = HEX_DIGITS[control >> 4];
        to[at + 3] = HEX_DIGITS[control & 0xf];
        return at + 4;
    }

    /** How many bytes a character of more than one has; else how many begin one and no more, as a negative number. */
    private static int wellFormed(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        int length = first >= 0xc2 && first < 0xe0
                ? 2
                : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
        for (int i = 1; i < length; i++) {
            int least = i > 1 ? 0x80 : first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
            int most = i > 1 ? 0xbf : first == 0xf4 ? 0x8f : 0xbf;
            int b = at + i < end ? bytes[at + i] & 0xff : -1;
            if (b < least || b > most) {
                return -i;
            }
        }
        boolean half = first == 0xed && (bytes[at + 1] & 0xff) >= END_OF_C1; // of a pair of UTF-16
        return half ? -length : length;
    }
}
