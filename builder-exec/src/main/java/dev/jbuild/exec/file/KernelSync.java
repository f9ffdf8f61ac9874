package dev.jbuild.exec.file;

import static dev.jbuild.exec.program.Linux.AT_FDCWD;
import static dev.jbuild.exec.program.Linux.O_CLOEXEC;
import static dev.jbuild.exec.program.Linux.O_DIRECTORY;
import static dev.jbuild.exec.program.Linux.O_RDONLY;

import dev.jbuild.core.file.FileSystemSync;
import dev.jbuild.exec.calls.CallBatch;
import dev.jbuild.exec.calls.SystemCalls;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The kernel's syncfs, where it can be relied upon: on file systems that are known to make everything durable in it, and on kernels that
 * tell of failed writes there (5.8). It writes what other programs have left in memory, too, so there must not be much of that.
 */
public final class KernelSync implements FileSystemSync {
    private static final Set<Long> RELIABLE = Set.of(
            0xef53L, // ext2, ext3, ext4
            0x58465342L, // xfs
            0x9123683eL, // btrfs
            0x01021994L); // tmpfs
    private static final int STATFS_BYTES = 120;
    private static final int TELLS_ERRORS = 5 << 8 | 8; // the version of Linux
    private static final long MOST_KIBIBYTES = 64 * 1024; // 64 MiB wait to be written
    private static final int NONE = -1;

    private final Path directory;
    private final long mostKibibytes;
    private int descriptor = NONE;
    private boolean watching;

    /** @param directory is on the file system; it must be there when {@link #watch} is first called */
    public KernelSync(Path directory) {
        this(directory, MOST_KIBIBYTES);
    }

    /** One that takes another amount for too much. */
    KernelSync(Path directory, long mostKibibytes) {
        this.directory = directory;
        this.mostKibibytes = mostKibibytes;
    }

    // An error is told to each descriptor once, so this one is there before anything is written.
    @Override
    public synchronized void watch() {
        if (!watching) {
            watching = true;
            if (version() >= TELLS_ERRORS && CallBatch.isSupported()) {
                open();
            }
        }
    }

    private void open() {
        byte[] path = (directory.toAbsolutePath() + "\0")
                .getBytes(StandardCharsets.UTF_8); // as the launcher has Java write names
        long flags = O_RDONLY.value(Machine.current()) | O_DIRECTORY.value(Machine.current());
        long opened = SystemCalls.call(
                Syscall.OPENAT,
                AT_FDCWD.value(Machine.current()),
                path,
                flags | O_CLOEXEC.value(Machine.current()),
                0,
                0);
        if (opened >= 0) {
            descriptor = (int) opened;
            if (!RELIABLE.contains(type())) {
                close();
            }
        }
    }

    private long type() {
        byte[] statfs = new byte[STATFS_BYTES];
        long result = SystemCalls.call(Syscall.FSTATFS, descriptor, statfs, 0, 0, 0);
        return result < 0
                ? 0
                : ByteBuffer.wrap(statfs).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static int version() {
        return version(System.getProperty("os.version", ""));
    }

    /** The version of a Linux as major and minor, 0 when that cannot be told. */
    static int version(String release) {
        int dot = release.indexOf('.');
        int end = dot + 1;
        while (end < release.length() && Character.isDigit(release.charAt(end))) {
            end++;
        }
        try {
            return Integer.parseInt(release.substring(0, Math.max(dot, 0))) << 8
                    | Integer.parseInt(release.substring(dot + 1, end));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public synchronized boolean sync() throws IOException {
        if (descriptor == NONE || waitingKibibytes() > mostKibibytes) {
            return false;
        }
        long result = SystemCalls.call(Syscall.SYNCFS, descriptor, 0, 0, 0, 0);
        if (result < 0) {
            throw new IOException(
                    "cannot sync the file system of \"" + directory + "\": " + PosixErrors.reason((int) -result));
        }
        return true;
    }

    /** What all programs have written and the kernel has not, on all file systems. */
    private static long waitingKibibytes() throws IOException {
        Optional<byte[]> meminfo = OwnFiles.read(Path.of("/proc/meminfo"));
        return meminfo.map(text -> waitingKibibytes(new String(text, StandardCharsets.US_ASCII)))
                .orElse(Long.MAX_VALUE);
    }

    static long waitingKibibytes(String meminfo) {
        return amount(meminfo, "\nDirty:") + amount(meminfo, "\nWriteback:");
    }

    private static long amount(String meminfo, String name) {
        int at = meminfo.indexOf(name);
        int end = at < 0 ? -1 : meminfo.indexOf(" kB", at);
        return end < 0
                ? Long.MAX_VALUE / 2
                : Long.parseLong(meminfo.substring(at + name.length(), end).trim());
    }

    @Override
    public synchronized void close() {
        if (descriptor != NONE) {
            SystemCalls.call(Syscall.CLOSE, descriptor, 0, 0, 0, 0);
            descriptor = NONE;
        }
    }
}
