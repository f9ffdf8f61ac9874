package dev.jbuild.exec.sandbox;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.file.PosixRootDirectories;
import dev.jbuild.exec.host.OwnFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A directory of the user's alone on a file system in memory, whose own size is the limit. Its name has the number of this process: what
 * a killed one leaves is removed by the next. Used by one thread at a time.
 */
record MemoryDirectory(Path path) implements AutoCloseable {
    private static final String PREFIX = "jbuild-memory-";
    private static final String TYPE = "tmpfs";
    private static final long LEAST_BYTES = 16L * 1024 * 1024; // 16 MiB: with less, hardly any command gets far

    /** Where there is most room among the usual places; empty when none is in memory and can be written to. */
    static Optional<Path> place() throws IOException {
        Optional<Path> best = Optional.empty();
        long most = LEAST_BYTES;
        String runtime = System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/run");
        for (String place : List.of("/dev/shm", runtime, "/run", "/tmp")) {
            long room = OwnFiles.room(Path.of(place), TYPE);
            if (room > most) {
                best = Optional.of(Path.of(place));
                most = room;
            }
        }
        return best;
    }

    /** A new one; the caller closes. */
    static MemoryDirectory make() throws IOException {
        Path place = place().orElseThrow(() -> BuildException.of(
                        ErrorCode.FEATURE_MISSING, "no file system in memory takes the changes of a command")
                .withHint("put the store on a file system of the host, as a volume does"));
        String name = PREFIX + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
        try (WritableRootDirectory parent = new PosixRootDirectories().openWritable(place)) {
            sweep(place, parent);
            parent.makeDirectory(TreePath.of(name), 0700);
        }
        return new MemoryDirectory(place.resolve(name));
    }

    /** Removes what this user's processes left that are no more. */
    private static void sweep(Path place, WritableRootDirectory parent) throws IOException {
        for (Path left : OwnFiles.list(place, PREFIX)) {
            String name = left.getFileName().toString();
            String pid = name.substring(PREFIX.length()).split("-")[0];
            boolean dead = pid.matches("[0-9]{1,10}")
                    && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
            if (dead && OwnFiles.owner(left) == OwnFiles.owner(Path.of("/proc/self"))) {
                parent.deleteTree(TreePath.of(name));
            }
        }
    }

    /** Makes a link to it. */
    void linkAt(Path link) throws IOException {
        try (WritableRootDirectory parent = new PosixRootDirectories().openWritable(link.getParent())) {
            byte[] target = path.toString().getBytes(StandardCharsets.UTF_8);
            parent.symbolicLink(TreePath.of(link.getFileName().toString()), target);
        }
    }

    @Override
    public void close() throws IOException {
        try (WritableRootDirectory parent = new PosixRootDirectories().openWritable(path.getParent())) {
            parent.deleteTree(TreePath.of(path.getFileName().toString()));
        }
    }
}
