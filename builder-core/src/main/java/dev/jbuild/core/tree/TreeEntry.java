package dev.jbuild.core.tree;

import dev.jbuild.core.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** One file of a tree, of any type but a whiteout. */
public sealed interface TreeEntry {

    Attributes attributes();

    /** The same file with other attributes. */
    TreeEntry withAttributes(Attributes attributes);

    <R> R match(Cases<R> cases);

    /** A directory. */
    record Directory(Attributes attributes) implements TreeEntry {
        @Override
        public Directory withAttributes(Attributes other) {
            return new Directory(other);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.directory(this);
        }
    }

    /** A regular file, whose bytes have this digest. Sparse files are their full size. */
    record RegularFile(Attributes attributes, long sizeBytes, Digest content) implements TreeEntry {
        public RegularFile {
            Objects.requireNonNull(content, "content");
            if (sizeBytes < 0) {
                throw new IllegalArgumentException("got a file of " + sizeBytes + " bytes");
            }
        }

        @Override
        public RegularFile withAttributes(Attributes other) {
            return new RegularFile(other, sizeBytes, content);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.regularFile(this);
        }
    }

    /** A symbolic link. Its mode is always 0777. The array is not to be changed. */
    record Symlink(Attributes attributes, byte[] target) implements TreeEntry {
        public Symlink {
            attributes = attributes.withMode(0777);
        }

        @Override
        public Symlink withAttributes(Attributes other) {
            return new Symlink(other, target);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.symlink(this);
        }

        @Override
        public boolean equals(Object object) {
            return object instanceof Symlink other
                    && attributes.equals(other.attributes)
                    && Arrays.equals(target, other.target);
        }

        @Override
        public String toString() {
            return "Symlink[attributes=" + attributes + ", target=" + new String(target, StandardCharsets.UTF_8) + "]";
        }

        @Override
        public int hashCode() {
            return 31 * attributes.hashCode() + Arrays.hashCode(target);
        }
    }

    /** A FIFO, a socket or a device. A socket cannot stand in a tar and is left out of layers. */
    record Special(Attributes attributes, Type type, int major, int minor) implements TreeEntry {
        /** Which of them. */
        public enum Type {
            FIFO,
            SOCKET,
            CHARACTER_DEVICE,
            BLOCK_DEVICE
        }

        @Override
        public Special withAttributes(Attributes other) {
            return new Special(other, type, major, minor);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.special(this);
        }
    }

    /** One method for each type of file, so that a new type fails to compile where it is not handled. */
    interface Cases<R> {
        R directory(Directory directory);

        R regularFile(RegularFile file);

        R symlink(Symlink link);

        R special(Special special);
    }
}
