package dev.jbuild.core.sandbox;

import dev.jbuild.core.tree.Attributes;
import java.nio.file.Path;
import java.util.Set;

/** Something attached inside the rootfs, in the order given. Targets are absolute paths in the image; links in it are followed. */
public sealed interface Mount {

    String target();

    /** Whether the command may write. */
    enum Access {
        READ_ONLY,
        READ_WRITE
    }

    /** A directory or file of the host, which the caller resolved. */
    record Bind(Path source, String target, Access access) implements Mount {}

    /** Directory forms, bottom first, of which one subtree is mounted; writes are allowed or not, and always discarded. */
    record Layers(java.util.List<Path> layers, dev.jbuild.core.tree.TreePath subtree, String target, Access access)
            implements Mount {}

    /**
     * An empty file system in memory.
     *
     * @param sizeBytes 0 means the kernel's default
     * @param root mode and owner of its root directory
     */
    record Tmpfs(String target, long sizeBytes, Attributes root, Set<Restriction> restrictions) implements Mount {
        public Tmpfs {
            restrictions = Set.copyOf(restrictions);
        }

        /** As a RUN has it: root's, and its programs can be executed. */
        public Tmpfs(String target, long sizeBytes, int mode) {
            this(
                    target,
                    sizeBytes,
                    new Attributes(mode, 0, 0, 0),
                    Set.of(Restriction.NO_SETUID, Restriction.NO_DEVICES));
        }
    }

    /** What a file system in memory is not good for. */
    enum Restriction {
        NO_PROGRAMS,
        NO_SETUID,
        NO_DEVICES,
        NO_WRITES
    }

    /** A file with these bytes, in memory only; read-only. The array is not to be changed. */
    record Content(byte[] bytes, String target, Attributes attributes) implements Mount {}
}
