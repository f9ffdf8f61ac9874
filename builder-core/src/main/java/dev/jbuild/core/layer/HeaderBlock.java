package dev.jbuild.core.layer;

import dev.jbuild.core.layer.TarFormat.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One header block, whose checksum is right: old (v7), ustar, star or GNU. */
final class HeaderBlock {
    private static final Field STAR_PREFIX = new Field(345, 131);
    private static final Field STAR_TRAILER = new Field(508, 4);
    private static final int USTAR_MAGIC_BYTES = 6; // the version is not looked at
    private static final long MAX_MAJOR = 0xfff; // Linux
    private static final long MAX_MINOR = 0xfffff;

    private final byte[] block;
    private final boolean ustar;
    private final boolean gnu;

    private HeaderBlock(byte[] block) {
        this.block = block;
        int magic = TarFormat.MAGIC.start();
        this.ustar = Arrays.equals(block, magic, magic + USTAR_MAGIC_BYTES, TarFormat.USTAR, 0, USTAR_MAGIC_BYTES);
        this.gnu = Arrays.equals(block, magic, TarFormat.MAGIC.end(), TarFormat.GNU, 0, TarFormat.GNU.length);
    }

    static HeaderBlock of(byte[] block) throws InvalidArchiveException {
        long want = TarNumbers.field(block, TarFormat.CHECKSUM, "checksum");
        long unsigned = 0;
        long signed = 0; // what some old programs wrote
        for (int i = 0; i < block.length; i++) {
            byte b = i >= TarFormat.CHECKSUM.start() && i < TarFormat.CHECKSUM.end() ? (byte) ' ' : block[i];
            unsigned += b & 0xff;
            signed += b;
        }
        if (want != unsigned && want != signed) {
            throw new InvalidArchiveException("a header with a wrong checksum: this is no tar, or it is damaged");
        }
        return new HeaderBlock(block);
    }

    static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    byte type() {
        return block[TarFormat.TYPE];
    }

    boolean isGnu() {
        return gnu;
    }

    byte[] name() {
        byte[] name = text(TarFormat.NAME);
        byte[] prefix = prefix();
        if (prefix.length == 0) {
            return name;
        }
        byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        joined[prefix.length] = '/';
        System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
        return joined;
    }

    private byte[] prefix() {
        if (!ustar) {
            return new byte[0];
        }
        byte[] trailer = "tar\0".getBytes(StandardCharsets.US_ASCII);
        boolean star = Arrays.equals(block, STAR_TRAILER.start(), STAR_TRAILER.end(), trailer, 0, trailer.length);
        return text(star ? STAR_PREFIX : TarFormat.PREFIX);
    }

    byte[] linkName() {
        return text(TarFormat.LINK_NAME);
    }

    long number(Field field, String what) throws InvalidArchiveException {
        return TarNumbers.field(block, field, what);
    }

    /** A number that may not be negative. */
    long size(Field field, String what) throws InvalidArchiveException {
        long value = number(field, what);
        if (value < 0) {
            throw new InvalidArchiveException("a header whose " + what + " is " + value);
        }
        return value;
    }

    int major() throws InvalidArchiveException {
        return device(TarFormat.DEVICE_MAJOR, MAX_MAJOR);
    }

    int minor() throws InvalidArchiveException {
        return device(TarFormat.DEVICE_MINOR, MAX_MINOR);
    }

    private int device(Field field, long most) throws InvalidArchiveException {
        long value = ustar || gnu ? size(field, "device number") : 0;
        if (value > most) {
            throw new InvalidArchiveException("a header with device number " + value + ", the most is " + most);
        }
        return (int) value;
    }

    byte[] bytes() {
        return block;
    }

    private byte[] text(Field field) {
        int end = field.start();
        while (end < field.end() && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, field.start(), end);
    }
}
