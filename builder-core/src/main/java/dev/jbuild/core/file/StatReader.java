package dev.jbuild.core.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** lstat by NIO's {@code unix} attributes. Only those that are needed are named: asking for all takes three times as long. */
final class StatReader {
    private static final String NAMES = "unix:mode,uid,gid,size,lastModifiedTime,ctime,dev,ino,nlink,fileKey";
    private static final int TYPE = 0170000;
    private static final int PERMISSIONS = 07777;

    private StatReader() {}

    /** A stat, and the key by which NIO knows the file. */
    record Found(FileStat stat, Object key) {}

    static Found read(Path path) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, NAMES, LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) found.get("mode");
        FileKind kind = kind(mode);
        boolean device = kind == FileKind.CHARACTER_DEVICE || kind == FileKind.BLOCK_DEVICE;
        long number = device ? (Long) Files.getAttribute(path, "unix:rdev", LinkOption.NOFOLLOW_LINKS) : 0;
        FileStat stat = new FileStat(
                kind,
                mode & PERMISSIONS,
                Integer.toUnsignedLong((Integer) found.get("uid")),
                Integer.toUnsignedLong((Integer) found.get("gid")),
                (Long) found.get("size"),
                ((FileTime) found.get("lastModifiedTime")).to(TimeUnit.NANOSECONDS),
                ((FileTime) found.get("ctime")).to(TimeUnit.NANOSECONDS),
                (Long) found.get("dev"),
                (Long) found.get("ino"),
                (Integer) found.get("nlink"),
                major(number),
                minor(number));
        return new Found(stat, found.get("fileKey"));
    }

    private static FileKind kind(int mode) throws IOException {
        return switch (mode & TYPE) {
            case 0100000 -> FileKind.REGULAR;
            case 0040000 -> FileKind.DIRECTORY;
            case 0120000 -> FileKind.SYMLINK;
            case 0010000 -> FileKind.FIFO;
            case 0140000 -> FileKind.SOCKET;
            case 0020000 -> FileKind.CHARACTER_DEVICE;
            case 0060000 -> FileKind.BLOCK_DEVICE;
            default -> throw new IOException("got a file of type %o, which Linux does not have".formatted(mode & TYPE));
        };
    }

    /** As {@code gnu_dev_major}. */
    private static int major(long device) {
        return (int) (device >>> 8 & 0xfff | device >>> 32 & 0xfffff000L);
    }

    private static int minor(long device) {
        return (int) (device & 0xff | device >>> 12 & 0xffffff00L);
    }
}
