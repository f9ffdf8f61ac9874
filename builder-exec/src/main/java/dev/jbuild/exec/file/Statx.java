package dev.jbuild.exec.file;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** {@code struct statx}. */
final class Statx {
    static final int BYTES = 256;
    static final int BASIC = 0x7ff; // STATX_BASIC_STATS

    private static final int TYPE_MASK = 0170000; // S_IFMT
    private static final int REGULAR = 0100000; // S_IFREG

    private Statx() {}

    static FileStat read(byte[] bytes) {
        return read(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0);
    }

    /** One that lies somewhere in a buffer of the machine's byte order. */
    static FileStat read(ByteBuffer b, int at) {
        int mode = mode(b, at);
        return new FileStat(
                kind(mode),
                mode & 07777,
                Integer.toUnsignedLong(b.getInt(at + 20)),
                Integer.toUnsignedLong(b.getInt(at + 24)),
                sizeBytes(b, at),
                nanos(b, at + 112),
                nanos(b, at + 96),
                device(Integer.toUnsignedLong(b.getInt(at + 136)), Integer.toUnsignedLong(b.getInt(at + 140))),
                b.getLong(at + 32),
                b.getInt(at + 16),
                b.getInt(at + 128),
                b.getInt(at + 132));
    }

    static boolean isRegular(ByteBuffer b, int at) {
        return (mode(b, at) & TYPE_MASK) == REGULAR;
    }

    static long sizeBytes(ByteBuffer b, int at) {
        return b.getLong(at + 40);
    }

    private static int mode(ByteBuffer b, int at) {
        return Short.toUnsignedInt(b.getShort(at + 28));
    }

    /** The one number that {@code struct stat} has, as {@code gnu_dev_makedev} makes it: NIO tells that. */
    private static long device(long major, long minor) {
        return minor & 0xff | (major & 0xfff) << 8 | (minor & ~0xffL) << 12 | (major & ~0xfffL) << 32;
    }

    static long nanos(ByteBuffer b, int at) {
        return b.getLong(at) * 1_000_000_000L + Integer.toUnsignedLong(b.getInt(at + 8));
    }

    private static FileKind kind(int mode) {
        return switch (mode & TYPE_MASK) {
            case 0040000 -> FileKind.DIRECTORY;
            case 0120000 -> FileKind.SYMLINK;
            case 0010000 -> FileKind.FIFO;
            case 0140000 -> FileKind.SOCKET;
            case 0020000 -> FileKind.CHARACTER_DEVICE;
            case 0060000 -> FileKind.BLOCK_DEVICE;
            default -> FileKind.REGULAR;
        };
    }
}
