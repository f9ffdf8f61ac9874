package dev.jbuild.exec.host;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Files of jbuild's own and of the host, whose paths nobody untrusted chose. The one class of this module that opens paths;
 * what lies in images and contexts is never opened here.
 */
public final class OwnFiles {
    private static final int BUFFER_BYTES =
            64 * 1024; // files of /proc are read by one large read: a small one truncates some

    private static final int TYPE_MASK = 0170000; // S_IFMT
    private static final int BLOCK = 0060000;
    private static final int CHARACTER = 0020000;

    private OwnFiles() {}

    /** The bytes of a file, of /proc too; empty when there is none. */
    public static Optional<byte[]> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(in.readNBytes(BUFFER_BYTES));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        }
    }

    /** The same of a small file that every command reads; its path is of ASCII. Channels, which take any path, take four times as long. */
    public static Optional<byte[]> readOften(String file) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            return Optional.of(in.readNBytes(BUFFER_BYTES));
        } catch (FileNotFoundException e) {
            return read(Path.of(file)); // says which it is: absent, or closed to us
        }
    }

    /** The target of a link of /proc, which need not be a path. */
    public static String link(Path link) throws IOException {
        return Files.readSymbolicLink(link).toString();
    }

    /** True when it is a directory, links followed. */
    public static boolean isDirectory(Path path) {
        return Files.isDirectory(path);
    }

    /** True when anything is there, be it a broken link. */
    public static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    public static boolean isWritable(Path path) {
        return Files.isWritable(path);
    }

    public static boolean isExecutable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /** What is in a directory under names that begin so. */
    public static List<Path> list(Path directory, String prefix) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            List<Path> found = new ArrayList<>();
            for (Path entry : entries) {
                if (entry.getFileName().toString().startsWith(prefix)) {
                    found.add(entry);
                }
            }
            return found;
        }
    }

    public static void makeDirectory(Path directory) throws IOException {
        Files.createDirectory(directory);
    }

    /** The same, for this user alone. */
    public static void makePrivateDirectory(Path directory) throws IOException {
        Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(onlyUser()));
    }

    private static Set<PosixFilePermission> onlyUser() {
        return EnumSet.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    }

    /** Writes to a file that is there, by one call: what the kernel asks of those in /proc. */
    public static void writeOnce(Path file, byte[] bytes) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes));
        }
    }

    /** A new file of the user's alone with these bytes; the caller deletes it. */
    public static Path temporary(Path directory, byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(directory, "jbuild", ".tmp"), bytes);
    }

    public static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** A device, by its kind and numbers. */
    public record DeviceNode(boolean block, long major, long minor) {}

    /** What device a file is, links followed; empty when it is none. */
    public static Optional<DeviceNode> device(Path file) throws IOException {
        int type = (Integer) Files.getAttribute(file, "unix:mode") & TYPE_MASK;
        if (type != BLOCK && type != CHARACTER) {
            return Optional.empty();
        }
        long number = (Long) Files.getAttribute(file, "unix:rdev");
        long major = number >>> 8 & 0xfff | number >>> 32 & 0xfffff000L; // as the C library takes a dev_t apart
        long minor = number & 0xff | number >>> 12 & 0xffffff00L;
        return Optional.of(new DeviceNode(type == BLOCK, major, minor));
    }

    /** The owner of a file: a number. */
    public static long owner(Path file) throws IOException {
        return Integer.toUnsignedLong((Integer) Files.getAttribute(file, "unix:uid"));
    }

    public static long group(Path file) throws IOException {
        return Integer.toUnsignedLong((Integer) Files.getAttribute(file, "unix:gid"));
    }

    /** The free bytes of a directory that can be written to; 0 when it is none or its file system is of another type. */
    public static long room(Path directory, String type) throws IOException {
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            return 0;
        }
        FileStore store = Files.getFileStore(directory);
        return store.type().equals(type) ? store.getUsableSpace() : 0;
    }

    /** An executable file along PATH; empty when there is none. */
    public static Optional<Path> program(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";
        return Arrays.stream(path.split(":"))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Sees to it that an executable file of the user alone has these bytes. One that is there is compared; one that differs is
     * replaced by a rename, as it may be executed at this moment.
     */
    public static void putExecutable(Path file, byte[] bytes) throws IOException {
        if (Files.isExecutable(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
            return;
        }
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(onlyUser()));
        Path fresh = directory.resolve("new-" + FreshName.next());
        Files.write(fresh, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.setPosixFilePermissions(fresh, onlyUser());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
