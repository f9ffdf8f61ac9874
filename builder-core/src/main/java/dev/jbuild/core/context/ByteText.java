package dev.jbuild.core.context;

/**
 * Bytes that are UTF-8 for the most part, as characters to match on. A byte that is not part of a valid sequence becomes the
 * lone surrogate U+DC00 plus the byte, so that no two byte strings look alike.
 */
final class ByteText {
    static final int STRAY = 0xDC00; // added to a byte that is no UTF-8
    static final int REPLACEMENT = 0xFFFD; // what Go takes a stray byte for in classes

    private ByteText() {}

    /** The code points; strays as described. */
    static int[] codePoints(byte[] bytes, int length) {
        int[] points = new int[length];
        int count = 0;
        int at = 0;
        while (at < length) {
            int width = sequenceLength(bytes, at, length);
            points[count++] = width == 0 ? STRAY + (bytes[at] & 0xff) : decode(bytes, at, width);
            at += Math.max(width, 1);
        }
        return count == length ? points : java.util.Arrays.copyOf(points, count);
    }

    /** The same as a string. */
    static String of(byte[] bytes) {
        int[] points = codePoints(bytes, bytes.length);
        return new String(points, 0, points.length);
    }

    /** What a stray byte counts as where classes and ranges are compared. */
    static int forClass(int point) {
        return point >= STRAY && point <= STRAY + 0xff ? REPLACEMENT : point;
    }

    /** The bytes of a string that {@link #of} may have made. */
    static byte[] bytes(String text) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream(text.length());
        text.codePoints().forEach(point -> {
            if (point >= STRAY && point <= STRAY + 0xff) {
                out.write(point - STRAY);
            } else {
                out.writeBytes(Character.toString(point).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        });
        return out.toByteArray();
    }

    private static int sequenceLength(byte[] bytes, int at, int length) {
        int lead = bytes[at] & 0xff;
        if (lead < 0x80) {
            return 1;
        }
        int width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || at + width > length) {
            return 0;
        }
        for (int i = 1; i < width; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        int point = decode(bytes, at, width);
        boolean valid = switch (width) {
            case 3 -> point >= 0x800 && (point < 0xd800 || point > 0xdfff);
            case 4 -> point >= 0x10000 && point <= 0x10ffff;
            default -> true;
        };
        return valid ? width : 0;
    }

    private static int decode(byte[] bytes, int at, int width) {
        int lead = bytes[at] & 0xff;
        int point = switch (width) {
            case 1 -> lead;
            case 2 -> lead & 0x1f;
            case 3 -> lead & 0x0f;
            default -> lead & 0x07;
        };
        for (int i = 1; i < width; i++) {
            point = point << 6 | bytes[at + i] & 0x3f;
        }
        return point;
    }
}
