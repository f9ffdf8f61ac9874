package dev.jbuild.cache.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file system of this machine, by NIO. Thread-safe. */
public final class NioDisk implements Disk {
    private static final String NOTE = "jbuild.note"; // user.jbuild.note
    private static final int MAX_NOTE_BYTES = 64;
    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE = PosixFilePermissions.asFileAttribute(
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
            PosixFilePermissions.asFileAttribute(EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE));

    /** Who owns a directory, and its permission bits. */
    public record Owner(int uid, int mode) {}

    public static Owner owner(Path path) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode");
        return new Owner((Integer) attributes.get("uid"), (Integer) attributes.get("mode") & 07777);
    }

    /** The effective user id of this process, by the owner that the kernel gives its directory in /proc. */
    public static int ownUid() throws IOException {
        return owner(Path.of("/proc/self")).uid();
    }

    /** Sets mode 0700. */
    public static void makePrivate(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, DIRECTORY_MODE.value());
    }

    @Override
    public Optional<BasicFileAttributes> stat(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path path : stream) {
                paths.add(path);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        paths.sort(null);
        return paths;
    }

    @Override
    public void note(Path file, byte[] note) {
        UserDefinedFileAttributeView notes = notes(file);
        if (notes == null) {
            return;
        }
        try {
            notes.write(NOTE, ByteBuffer.wrap(note));
        } catch (IOException e) {
            return; // whoever looks for it does without
        }
    }

    @Override
    public Optional<byte[]> note(Path file) {
        UserDefinedFileAttributeView notes = notes(file);
        if (notes == null) {
            return Optional.empty();
        }
        byte[] note = new byte[MAX_NOTE_BYTES];
        try {
            int length = notes.read(NOTE, ByteBuffer.wrap(note));
            return Optional.of(Arrays.copyOf(note, length));
        } catch (IOException e) {
            return Optional.empty(); // there is none, or no way to tell
        }
    }

    /** Null where the file system has no such attributes. */
    private static @Nullable UserDefinedFileAttributeView notes(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public InputStream open(Path file) throws IOException {
        return Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public SeekableByteChannel openChannel(Path file) throws IOException {
        return Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public long usedBytes(Path path) throws IOException {
        return UsedBytes.of(path);
    }

    // Streams of Files are not closed by interrupts, channels are; but only channels take a mode. Hence two steps.
    @Override
    public OutputStream create(Path file) throws IOException {
        Files.createFile(file, FILE_MODE);
        return Files.newOutputStream(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public OutputStream append(Path file) throws IOException {
        try {
            Files.createFile(file, FILE_MODE);
        } catch (FileAlreadyExistsException e) {
            // Then it is appended to.
        }
        return Files.newOutputStream(
                file, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void makeDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, DIRECTORY_MODE);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        Files.createLink(name, existing);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return Files.deleteIfExists(path);
    }

    @Override
    public void deleteTree(Path path) throws IOException {
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException e) {
            TreeRemoval.remove(path);
        }
    }

    @Override
    public void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void touch(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.fromMillis(System.currentTimeMillis()));
    }
}
