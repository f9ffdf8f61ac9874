package dev.jbuild.exec.file;

import static dev.jbuild.exec.program.Linux.O_CLOEXEC;
import static dev.jbuild.exec.program.Linux.O_DIRECTORY;
import static dev.jbuild.exec.program.Linux.O_NOFOLLOW;
import static dev.jbuild.exec.program.Linux.O_PATH;

import dev.jbuild.core.file.UnsafePathException;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.calls.SystemCalls;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Opens what lies below a descriptor, following no link: by openat2, and where the kernel or a filter has none, component by
 * component. Thread-safe.
 */
final class PathWalk {
    private static final long NO_SYMLINKS_BENEATH =
            0x4 | 0x8; // RESOLVE_NO_SYMLINKS (implies magic links), RESOLVE_BENEATH
    private static final int OPEN_HOW_BYTES = 24;
    private static final int ATTEMPTS = 100; // EAGAIN: something was renamed during the walk
    private static final byte[] HERE = {'.', 0};
    private static final Machine MACHINE = Machine.current();

    private final int root;
    private final boolean byOpenat2;

    PathWalk(int root) {
        this(root, has());
    }

    PathWalk(int root, boolean byOpenat2) {
        this.root = root;
        this.byOpenat2 = byOpenat2;
    }

    private static boolean has() {
        long result = SystemCalls.call(Syscall.OPENAT2, -1, HERE, new byte[OPEN_HOW_BYTES], OPEN_HOW_BYTES, 0);
        return result != -Errno.ENOSYS.number() && result != -Errno.EPERM.number();
    }

    /** The directory above a path, for calls that then name its last component. */
    Descriptor parent(TreePath path) throws IOException {
        if (path.isRoot()) {
            throw new UnsafePathException("the root itself cannot be changed so");
        }
        return open(path.parent(), O_PATH.or(O_DIRECTORY));
    }

    Descriptor open(TreePath path, Constant flags) throws IOException {
        Constant all = flags.or(O_CLOEXEC);
        if (path.isRoot()) {
            return descriptor(SystemCalls.call(Syscall.OPENAT, root, HERE, all.value(MACHINE), 0, 0), path);
        }
        return byOpenat2
                ? openAtOnce(path, all.value(MACHINE))
                : openByComponents(path, all.or(O_NOFOLLOW).value(MACHINE));
    }

    private Descriptor openAtOnce(TreePath path, long flags) throws IOException {
        byte[] how = ByteBuffer.allocate(OPEN_HOW_BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(flags)
                .putLong(0)
                .putLong(NO_SYMLINKS_BENEATH)
                .array();
        long result = -Errno.EAGAIN.number();
        for (int i = 0; i < ATTEMPTS && result == -Errno.EAGAIN.number(); i++) {
            result = SystemCalls.call(Syscall.OPENAT2, root, terminated(path), how, how.length, 0);
        }
        return descriptor(result, path);
    }

    private Descriptor openByComponents(TreePath path, long flags) throws IOException {
        long onTheWay = O_PATH.or(O_DIRECTORY).or(O_NOFOLLOW).or(O_CLOEXEC).value(MACHINE);
        Descriptor at = open(TreePath.ROOT, O_PATH.or(O_DIRECTORY));
        for (TreePath name : path.parent().components()) {
            try (Descriptor above = at) {
                at = descriptor(openAt(above, name, onTheWay), path);
            }
        }
        try (Descriptor above = at) {
            return descriptor(openAt(above, path.name(), flags), path);
        }
    }

    /** Opens a component; a link where a directory is wanted is told from a file, which the kernel here calls the same. */
    private long openAt(Descriptor above, TreePath name, long flags) {
        byte[] component = terminated(name);
        long opened = SystemCalls.call(Syscall.OPENAT, above.number(), component, flags, 0, 0);
        boolean link = opened == -Errno.ENOTDIR.number()
                && SystemCalls.call(Syscall.READLINKAT, above.number(), component, new byte[1], 1, 0) >= 0;
        return link ? -Errno.ELOOP.number() : opened;
    }

    private static Descriptor descriptor(long result, TreePath path) throws IOException {
        return new Descriptor((int) PosixErrors.check(result, path), path);
    }

    static byte[] terminated(TreePath path) {
        byte[] bytes = path.toBytes();
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
