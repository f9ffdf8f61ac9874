package dev.jbuild.exec.file;

import static dev.jbuild.exec.program.Linux.AT_EMPTY_PATH;
import static dev.jbuild.exec.program.Linux.AT_SYMLINK_NOFOLLOW;
import static dev.jbuild.exec.program.Linux.O_DIRECTORY;
import static dev.jbuild.exec.program.Linux.O_NONBLOCK;
import static dev.jbuild.exec.program.Linux.O_RDONLY;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.LinkResolver;
import dev.jbuild.core.file.UnsafePathException;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.core.tree.XattrPolicy;
import dev.jbuild.exec.calls.SystemCalls;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The reading half of {@link PosixRootDirectory}. Thread-safe. */
final class PosixReader {
    private static final int FIRST_BYTES = 1024; // which are copied to and fro; most often enough
    private static final int LISTING_BYTES = 64 * 1024;
    private static final int NAME_AT = 19; // in struct linux_dirent64
    private static final int LINK_BYTES = 4096; // PATH_MAX
    private static final int XATTR_BYTES = 64 * 1024; // XATTR_SIZE_MAX, XATTR_LIST_MAX
    private static final byte[] NOTHING = {0};

    private final PathWalk walk;
    private final int root;

    PosixReader(PathWalk walk, int root) {
        this.walk = walk;
        this.root = root;
    }

    Optional<FileStat> stat(TreePath path) throws IOException {
        byte[] buffer = new byte[Statx.BYTES];
        long result;
        if (path.isRoot()) {
            result = SystemCalls.call(Syscall.STATX, root, NOTHING, AT_EMPTY_PATH.x86(), Statx.BASIC, buffer);
        } else {
            try (Descriptor parent = walk.parent(path)) {
                byte[] name = PathWalk.terminated(path.name());
                result = SystemCalls.call(
                        Syscall.STATX, parent.number(), name, AT_SYMLINK_NOFOLLOW.x86(), Statx.BASIC, buffer);
            } catch (NoSuchFileException | NotDirectoryException e) {
                return Optional.empty();
            }
        }
        if (result == -Errno.ENOENT.number() || result == -Errno.ENOTDIR.number()) {
            return Optional.empty();
        }
        PosixErrors.check(result, path);
        return Optional.of(Statx.read(buffer));
    }

    FileStat require(TreePath path) throws IOException {
        return stat(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    List<TreePath> list(TreePath directory) throws IOException {
        List<TreePath> names = new ArrayList<>();
        byte[] buffer = new byte[FIRST_BYTES];
        try (Descriptor open = walk.open(directory, O_RDONLY.or(O_DIRECTORY))) {
            for (long n = more(open, buffer, directory); n > 0; n = more(open, buffer, directory)) {
                addNames(buffer, (int) n, names);
                if (n > FIRST_BYTES / 2 && buffer.length < LISTING_BYTES) {
                    buffer = new byte[LISTING_BYTES];
                }
            }
        }
        names.sort(null);
        return names;
    }

    private long more(Descriptor open, byte[] buffer, TreePath directory) throws IOException {
        return PosixErrors.check(
                SystemCalls.call(Syscall.GETDENTS64, open.number(), buffer, buffer.length, 0, 0), directory);
    }

    private static void addNames(byte[] buffer, int length, List<TreePath> names) {
        ByteBuffer entries = ByteBuffer.wrap(buffer).order(ByteOrder.nativeOrder());
        for (int at = 0; at < length; at += Short.toUnsignedInt(entries.getShort(at + 16))) {
            int end = at + NAME_AT;
            while (buffer[end] != 0) {
                end++;
            }
            byte[] name = Arrays.copyOfRange(buffer, at + NAME_AT, end);
            boolean dots = name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.');
            if (!dots) {
                names.add(TreePath.of(name));
            }
        }
    }

    InputStream open(TreePath file) throws IOException {
        FileKind kind = require(file).kind();
        if (kind != FileKind.REGULAR) {
            throw new UnsafePathException("\"" + file + "\" is no regular file");
        }
        Descriptor open = walk.open(file, O_RDONLY.or(O_NONBLOCK)); // what it is now must not make us wait
        try {
            if (stat(open, file).kind() != FileKind.REGULAR) {
                throw new UnsafePathException("\"" + file + "\" was replaced while it was opened");
            }
            return open.reading();
        } catch (IOException e) {
            open.close();
            throw e;
        }
    }

    FileStat stat(Descriptor open, TreePath path) throws IOException {
        byte[] buffer = new byte[Statx.BYTES];
        PosixErrors.check(
                SystemCalls.call(Syscall.STATX, open.number(), NOTHING, AT_EMPTY_PATH.x86(), Statx.BASIC, buffer),
                path);
        return Statx.read(buffer);
    }

    byte[] readLink(TreePath link) throws IOException {
        byte[] target = new byte[LINK_BYTES];
        try (Descriptor parent = walk.parent(link)) {
            byte[] name = PathWalk.terminated(link.name());
            long length = PosixErrors.check(
                    SystemCalls.call(Syscall.READLINKAT, parent.number(), name, target, target.length, 0), link);
            return Arrays.copyOf(target, (int) length);
        }
    }

    TreePath resolve(TreePath path) throws IOException {
        return LinkResolver.resolve(path, at -> {
            Optional<FileStat> found = stat(at);
            return found.isPresent() && found.get().kind() == FileKind.SYMLINK
                    ? Optional.of(readLink(at))
                    : Optional.empty();
        });
    }

    SortedMap<String, byte[]> xattrs(TreePath path) throws IOException {
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        if (!hasXattrs(path)) {
            return xattrs;
        }
        try (Descriptor open = walk.open(path, O_RDONLY.or(O_NONBLOCK))) {
            byte[] names = new byte[FIRST_BYTES];
            long length = SystemCalls.call(Syscall.FLISTXATTR, open.number(), names, names.length, 0, 0);
            if (length == -Errno.ERANGE.number()) {
                names = new byte[XATTR_BYTES];
                length = SystemCalls.call(Syscall.FLISTXATTR, open.number(), names, names.length, 0, 0);
            }
            if (length == -Errno.EOPNOTSUPP.number()) {
                return xattrs;
            }
            PosixErrors.check(length, path);
            for (String name : split(names, (int) length)) {
                if (XattrPolicy.keeps(name)) {
                    value(open, path, name).ifPresent(value -> xattrs.put(name, value));
                }
            }
        }
        return xattrs;
    }

    Optional<byte[]> xattr(TreePath path, String name) throws IOException {
        if (!hasXattrs(path)) {
            return Optional.empty();
        }
        try (Descriptor open = walk.open(path, O_RDONLY.or(O_NONBLOCK))) {
            return value(open, path, name);
        }
    }

    /** Opening a FIFO or a device could do something; those and links have none that count. */
    private boolean hasXattrs(TreePath path) throws IOException {
        FileKind kind = require(path).kind();
        return kind == FileKind.REGULAR || kind == FileKind.DIRECTORY;
    }

    private Optional<byte[]> value(Descriptor open, TreePath path, String name) throws IOException {
        byte[] value = new byte[FIRST_BYTES];
        byte[] asked = terminated(name);
        long length = SystemCalls.call(Syscall.FGETXATTR, open.number(), asked, value, value.length, 0);
        if (length == -Errno.ERANGE.number()) {
            value = new byte[XATTR_BYTES];
            length = SystemCalls.call(Syscall.FGETXATTR, open.number(), asked, value, value.length, 0);
        }
        if (length == -Errno.ENODATA.number() || length == -Errno.EOPNOTSUPP.number()) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOf(value, (int) PosixErrors.check(length, path)));
    }

    private static List<String> split(byte[] names, int length) {
        List<String> split = new ArrayList<>();
        for (int start = 0, at = 0; at < length; at++) {
            if (names[at] == 0) {
                split.add(new String(names, start, at - start, StandardCharsets.UTF_8));
                start = at + 1;
            }
        }
        return split;
    }

    static byte[] terminated(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }
}
