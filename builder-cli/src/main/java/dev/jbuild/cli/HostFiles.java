package dev.jbuild.cli;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.IoFailures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Reads and writes files that the user names on the command line, and no others. */
public final class HostFiles {
    private HostFiles() {}

    /** The whole file, if it is no larger than the limit. */
    public static byte[] read(Path file, int limitBytes, String what) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limitBytes + 1);
            if (bytes.length > limitBytes) {
                throw BuildException.of(
                        ErrorCode.USAGE, "%s \"%s\" is larger than %d bytes".formatted(what, file, limitBytes));
            }
            return bytes;
        } catch (IOException e) {
            throw cannot("read", what, file, e);
        }
    }

    /**
     * Writes a small file: beside, then renamed. A link leads to the file that is replaced; what is no regular file, such as
     * {@code /dev/null} or a pipe, is written to and stays what it is.
     */
    public static void write(Path file, byte[] bytes, String what) {
        try {
            boolean there = Files.exists(file);
            if (there && !Files.isRegularFile(file)) {
                Files.write(file, bytes, StandardOpenOption.WRITE);
                return;
            }
            Path real = there ? file.toRealPath() : file;
            Path beside = real.resolveSibling(
                    "." + real.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
            try {
                Files.write(beside, bytes);
                Files.move(beside, real, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(beside); // it is there when one of them failed
            }
        } catch (IOException e) {
            throw cannot("write", what, file, e);
        }
    }

    /** Sees to it that a file can be written later, as far as can be told now; what is there stays. */
    public static void requirePlace(Path file, String what) {
        Path parent = file.toAbsolutePath().getParent();
        String wrong = "";
        if (Files.isDirectory(file)) {
            wrong = "it is a directory";
        } else if (parent == null || !Files.isDirectory(parent)) {
            wrong = "no directory " + parent;
        }
        if (!wrong.isEmpty()) {
            throw BuildException.of(ErrorCode.USAGE, "cannot write %s \"%s\": %s".formatted(what, file, wrong));
        }
    }

    /** Removes a regular file; anything else stays, as do links: one may lead to an open file of the caller's. */
    public static void remove(Path file, String what) {
        try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw cannot("remove", what, file, e);
        }
    }

    public static boolean exists(Path path) {
        return Files.exists(path);
    }

    /** True for the socket of a server, links followed. */
    public static boolean isSocket(Path path) {
        try {
            return ((int) Files.getAttribute(path, "unix:mode") & 0170000) == 0140000;
        } catch (IOException e) {
            return false;
        }
    }

    /** The path without links, as the user's own programs would see it. */
    public static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw cannot("use", "the path", path, e);
        }
    }

    /** A new symbolic link of jbuild's own. */
    public static void link(Path link, Path target) throws IOException {
        Files.createSymbolicLink(link, target);
    }

    /** A new directory of jbuild's own. */
    public static void makeDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw cannot("make", "the directory", directory, e);
        }
    }

    public static boolean isFile(Path path) {
        return Files.isRegularFile(path);
    }

    public static boolean isExecutable(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }

    /** True in a user namespace that is not the machine's own. */
    public static boolean isMapped() {
        try {
            return !Files.readString(Path.of("/proc/self/uid_map")).strip().matches("0 +0 +4294967295");
        } catch (IOException e) {
            return false; // no /proc: then there are no user namespaces either
        }
    }

    public static boolean isDirectory(Path path) {
        return Files.isDirectory(path);
    }

    /** Opens a file of the user's for reading; the caller closes. */
    public static InputStream open(Path file, String what) {
        try {
            if (Files.isDirectory(file)) { // which can be opened, and then not be read
                throw new IOException("it is a directory");
            }
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw cannot("read", what, file, e);
        }
    }

    /** Opens a file below a directory of the user's by a name that is ours to make; the caller closes. */
    public static InputStream openBelow(Path directory, String name) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new NoSuchFileException("it is no directory");
        }
        Path file = directory.resolve(name);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new NoSuchFileException("its " + name + " is no regular file");
        }
        try {
            return Files.newInputStream(file);
        } catch (AccessDeniedException e) {
            throw IoFailures.meaning("cannot read a file", e);
        } catch (FileSystemException e) {
            throw new NoSuchFileException("there is no " + name + " in it");
        }
    }

    /** True in a user namespace that has one id only. */
    static boolean hasSingleId() {
        try {
            String map = Files.readString(Path.of("/proc/self/uid_map")).strip();
            return map.endsWith(" 1") && map.lines().count() == 1;
        } catch (IOException e) {
            return false; // no /proc: then there are no user namespaces either
        }
    }

    /** The words that this process was started with. */
    public static List<String> commandLine() throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of("/proc/self/cmdline"));
        String words = new String(bytes, Charset.forName(System.getProperty("sun.jnu.encoding")));
        return List.of(words.substring(0, words.length() - 1).split("\0", -1));
    }

    /** True when this process has a terminal, and what is typed there is for it. */
    static boolean isForeground() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[2].equals(fields[5]); // process group, and that of the terminal in the foreground
        } catch (IOException e) {
            return false; // no /proc
        }
    }

    /** True when this process is the superuser of its user namespace. */
    static boolean isRoot() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException e) {
            return "root".equals(System.getProperty("user.name")); // no /proc
        }
    }

    /** Where a link points, or empty text. */
    static String linkTarget(String link) {
        try {
            return Files.readSymbolicLink(Path.of(link)).toString();
        } catch (IOException e) {
            return ""; // no /proc: then it counts as no terminal
        }
    }

    private static BuildException cannot(String verb, String what, Path file, IOException e) {
        return BuildException.of(
                        ErrorCode.USAGE, "cannot %s %s \"%s\": %s".formatted(verb, what, file, IoFailures.reason(e)))
                .withCause(e);
    }
}
