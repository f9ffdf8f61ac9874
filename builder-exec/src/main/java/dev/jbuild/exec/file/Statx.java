package dev.jbuild.exec.file;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** {@code struct statx}. */
final class Statx {
    static final int BYTES = 256;
    static final int BASIC = 0x7ff; // STATX_BASIC_STATS

    private Statx() {}

    static FileStat read(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int mode = Short.toUnsignedInt(b.getShort(28));
        return new FileStat(
                kind(mode),
                mode & 07777,
                Integer.toUnsignedLong(b.getInt(20)),
                Integer.toUnsignedLong(b.getInt(24)),
                b.getLong(40),
                nanos(b, 112),
                nanos(b, 96),
                (long) b.getInt(136) << 32 | Integer.toUnsignedLong(b.getInt(140)),
                b.getLong(32),
                b.getInt(16),
                b.getInt(128),
                b.getInt(132));
    }

    private static long nanos(ByteBuffer b, int at) {
        return b.getLong(at) * 1_000_000_000L + Integer.toUnsignedLong(b.getInt(at + 8));
    }

    private static FileKind kind(int mode) {
        return switch (mode & 0170000) {
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
