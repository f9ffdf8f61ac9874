package dev.jbuild.exec.file;

import static dev.jbuild.exec.program.Linux.AT_EMPTY_PATH;
import static dev.jbuild.exec.program.Linux.AT_REMOVEDIR;
import static dev.jbuild.exec.program.Linux.AT_SYMLINK_NOFOLLOW;
import static dev.jbuild.exec.program.Linux.O_CLOEXEC;
import static dev.jbuild.exec.program.Linux.O_CREAT;
import static dev.jbuild.exec.program.Linux.O_DIRECTORY;
import static dev.jbuild.exec.program.Linux.O_EXCL;
import static dev.jbuild.exec.program.Linux.O_NOFOLLOW;
import static dev.jbuild.exec.program.Linux.O_NONBLOCK;
import static dev.jbuild.exec.program.Linux.O_PATH;
import static dev.jbuild.exec.program.Linux.O_RDONLY;
import static dev.jbuild.exec.program.Linux.O_WRONLY;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.NewSymlink;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.file.UnsafePathException;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.calls.SystemCalls;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** A directory by its descriptor and the system calls of Linux: every path is resolved by the kernel below it, no link followed. */
public final class PosixRootDirectory implements WritableRootDirectory {
    private static final int LENT_RIGHTS = 06000; // setuid and setgid, which a write by an ordinary user takes away
    private static final long RENAME_NOREPLACE = 1;
    private static final long UTIME_FIELDS = 2;
    private static final Machine MACHINE = Machine.current();

    private final Descriptor root;
    private final PathWalk walk;
    private final PosixReader reader;

    private PosixRootDirectory(Descriptor root, PathWalk walk) {
        this.root = root;
        this.walk = walk;
        this.reader = new PosixReader(walk, root.number());
    }

    /** Opens a directory; the path is the user's own and is followed. The caller closes. */
    public static PosixRootDirectory open(Path directory) throws IOException {
        Descriptor root = openRoot(directory);
        return new PosixRootDirectory(root, new PathWalk(root.number()));
    }

    /** The same without openat2, as on kernels or behind filters that have none. */
    static PosixRootDirectory openWithoutOpenat2(Path directory) throws IOException {
        Descriptor root = openRoot(directory);
        return new PosixRootDirectory(root, new PathWalk(root.number(), false));
    }

    private static Descriptor openRoot(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath();
        byte[] path = PathBytes.bytes(absolute);
        TreePath name = TreePath.of(PathBytes.bytes(absolute.normalize())); // as messages have it, where no link counts
        long flags = O_RDONLY.or(O_DIRECTORY).or(O_CLOEXEC).value(MACHINE);
        long opened = SystemCalls.call(Syscall.OPENAT, 0, Arrays.copyOf(path, path.length + 1), flags, 0, 0);
        return new Descriptor((int) PosixErrors.check(opened, name), name);
    }

    @Override
    public Optional<FileStat> stat(TreePath path) throws IOException {
        return reader.stat(path);
    }

    @Override
    public List<TreePath> list(TreePath directory) throws IOException {
        return reader.list(directory);
    }

    @Override
    public InputStream open(TreePath file) throws IOException {
        return reader.open(file);
    }

    @Override
    public byte[] readLink(TreePath link) throws IOException {
        return reader.readLink(link);
    }

    @Override
    public TreePath resolve(TreePath path) throws IOException {
        return reader.resolve(path);
    }

    @Override
    public SortedMap<String, byte[]> xattrs(TreePath path) throws IOException {
        return reader.xattrs(path);
    }

    @Override
    public Optional<byte[]> xattr(TreePath path, String name) throws IOException {
        return reader.xattr(path, name);
    }

    @Override
    public void makeDirectory(TreePath path, int mode) throws IOException {
        inParent(path, (parent, name) -> SystemCalls.call(Syscall.MKDIRAT, parent, name, mode, 0, 0));
        changeMode(path, mode);
    }

    @Override
    public OutputStream create(TreePath path, int mode) throws IOException {
        long flags =
                O_WRONLY.or(O_CREAT).or(O_EXCL).or(O_NOFOLLOW).or(O_CLOEXEC).value(MACHINE);
        long opened = inParent(path, (parent, name) -> SystemCalls.call(Syscall.OPENAT, parent, name, flags, 0600, 0));
        Descriptor file = new Descriptor((int) opened, path);
        try {
            PosixErrors.check(SystemCalls.call(Syscall.FCHMOD, file.number(), mode & ~LENT_RIGHTS, 0, 0, 0), path);
            return (mode & LENT_RIGHTS) == 0 ? file.writing() : file.writing(mode);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void hardLink(TreePath existing, TreePath link) throws IOException {
        twoNames(Syscall.LINKAT, existing, link, 0);
    }

    @Override
    public void symbolicLink(TreePath link, byte[] target) throws IOException {
        byte[] content = Arrays.copyOf(target, target.length + 1);
        inParent(link, (parent, name) -> SystemCalls.call(Syscall.SYMLINKAT, content, parent, name, 0, 0));
    }

    @Override
    public void symbolicLinks(List<NewSymlink> links) throws IOException {
        new SymlinkBatch(walk).make(links);
    }

    @Override
    public void makeNode(TreePath path, FileKind kind, int mode, int major, int minor) throws IOException {
        long device = (minor & 0xffL) | (major & 0xfffL) << 8 | (minor & ~0xffL) << 12 | (major & ~0xfffL) << 32;
        inParent(path, (parent, name) -> SystemCalls.call(Syscall.MKNODAT, parent, name, type(kind) | mode, device, 0));
        changeMode(path, mode);
    }

    private static long type(FileKind kind) {
        return switch (kind) {
            case FIFO -> 0010000;
            case SOCKET -> 0140000;
            case CHARACTER_DEVICE -> 0020000;
            case BLOCK_DEVICE -> 0060000;
            case REGULAR, DIRECTORY, SYMLINK -> throw new IllegalArgumentException("got " + kind + ", want a node");
        };
    }

    @Override
    public void changeOwner(TreePath path, long uid, long gid) throws IOException {
        if (path.isRoot()) {
            byte[] empty = {0};
            long flags = AT_EMPTY_PATH.x86();
            PosixErrors.check(SystemCalls.call(Syscall.FCHOWNAT, root.number(), empty, uid, gid, flags), path);
            return;
        }
        inParent(
                path,
                (parent, name) ->
                        SystemCalls.call(Syscall.FCHOWNAT, parent, name, uid, gid, AT_SYMLINK_NOFOLLOW.x86()));
    }

    /** By /proc, as the kernel's own call for it follows links before Linux 6.6. */
    @Override
    public void changeMode(TreePath path, int mode) throws IOException {
        try (Descriptor file = walk.open(path, O_PATH)) {
            if (reader.stat(file, path).kind() == FileKind.SYMLINK) {
                throw new UnsafePathException("\"" + path + "\" is a symbolic link, which has no mode");
            }
            byte[] name = PosixReader.terminated("/proc/self/fd/" + file.number());
            PosixErrors.check(SystemCalls.call(Syscall.FCHMODAT, -1, name, mode, 0, 0), path);
        }
    }

    @Override
    public void changeTime(TreePath path, long mtimeSeconds) throws IOException {
        ByteBuffer times = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
        for (int i = 0; i < UTIME_FIELDS; i++) {
            times.putLong(mtimeSeconds).putLong(0);
        }
        if (path.isRoot()) {
            byte[] here = {'.', 0};
            PosixErrors.check(SystemCalls.call(Syscall.UTIMENSAT, root.number(), here, times.array(), 0, 0), path);
            return;
        }
        inParent(
                path,
                (parent, name) ->
                        SystemCalls.call(Syscall.UTIMENSAT, parent, name, times.array(), AT_SYMLINK_NOFOLLOW.x86(), 0));
    }

    @Override
    public void setXattr(TreePath path, String name, byte[] value) throws IOException {
        FileKind kind = reader.require(path).kind();
        if (kind != FileKind.REGULAR && kind != FileKind.DIRECTORY) {
            throw new UnsafePathException("\"" + path + "\" is neither a regular file nor a directory");
        }
        try (Descriptor file = walk.open(path, O_RDONLY.or(O_NONBLOCK))) {
            byte[] asked = PosixReader.terminated(name);
            PosixErrors.check(SystemCalls.call(Syscall.FSETXATTR, file.number(), asked, value, value.length, 0), path);
        }
    }

    @Override
    public void delete(TreePath path) throws IOException {
        Constant flags = reader.require(path).kind() == FileKind.DIRECTORY ? AT_REMOVEDIR : Constant.NONE;
        inParent(path, (parent, name) -> SystemCalls.call(Syscall.UNLINKAT, parent, name, flags.x86(), 0, 0));
    }

    @Override
    public void deleteTree(TreePath path) throws IOException {
        Optional<FileStat> found = stat(path);
        if (found.isEmpty()) {
            return;
        }
        if (found.get().kind() == FileKind.DIRECTORY) {
            for (TreePath name : list(path)) {
                deleteTree(path.resolve(name));
            }
        }
        if (!path.isRoot()) {
            delete(path);
        }
    }

    @Override
    public void rename(TreePath from, TreePath to) throws IOException {
        twoNames(Syscall.RENAMEAT2, from, to, RENAME_NOREPLACE);
    }

    private void twoNames(Syscall call, TreePath from, TreePath to, long flags) throws IOException {
        try (Descriptor source = walk.parent(from);
                Descriptor target = walk.parent(to)) {
            byte[] first = PathWalk.terminated(from.name());
            byte[] second = PathWalk.terminated(to.name());
            long result = SystemCalls.call(call, source.number(), first, target.number(), second, flags);
            PosixErrors.check(result, result == -Errno.ENOENT.number() ? from : to);
        }
    }

    /** A call that names the last component of a path in its directory. */
    @FunctionalInterface
    private interface NameCall {
        long call(int parent, byte[] name);
    }

    private long inParent(TreePath path, NameCall call) throws IOException {
        try (Descriptor parent = walk.parent(path)) {
            return PosixErrors.check(call.call(parent.number(), PathWalk.terminated(path.name())), path);
        }
    }

    @Override
    public void close() throws IOException {
        root.close();
    }
}
