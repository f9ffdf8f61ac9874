package dev.jbuild.core.sandbox;

import dev.jbuild.core.tree.Attributes;
import java.nio.file.Path;

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

    /** An empty file system in memory; size 0 means the kernel's default. */
    record Tmpfs(String target, long sizeBytes, int mode) implements Mount {}

    /** A file with these bytes, in memory only; read-only. The array is not to be changed. */
    record Content(byte[] bytes, String target, Attributes attributes) implements Mount {}
}
