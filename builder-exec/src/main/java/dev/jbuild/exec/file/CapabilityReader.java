package dev.jbuild.exec.file;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.ForwardingRootDirectory;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A directory read by NIO, save the extended attributes that NIO does not see: of regular files all, of others those outside of
 * {@code user.}. Thread-safe.
 */
final class CapabilityReader implements ForwardingRootDirectory {
    private static final String USER = "user.";

    private final RootDirectory plain;
    private final Path directory;
    private @Nullable PosixRootDirectory posix;

    CapabilityReader(RootDirectory plain, Path directory) {
        this.plain = plain;
        this.directory = directory;
    }

    private synchronized PosixRootDirectory posix() throws IOException {
        PosixRootDirectory opened = posix;
        if (opened == null) {
            opened = PosixRootDirectory.open(directory);
            posix = opened;
        }
        return opened;
    }

    @Override
    public RootDirectory plain() {
        return plain;
    }

    @Override
    public SortedMap<String, byte[]> xattrs(TreePath path) throws IOException {
        boolean regular = plain.stat(path)
                .filter(found -> found.kind() == FileKind.REGULAR)
                .isPresent();
        return regular ? posix().xattrs(path) : plain.xattrs(path);
    }

    @Override
    public Optional<byte[]> xattr(TreePath path, String name) throws IOException {
        return name.startsWith(USER) ? plain.xattr(path, name) : posix().xattr(path, name);
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            if (posix != null) {
                posix.close();
            }
        } finally {
            plain.close();
        }
    }
}
