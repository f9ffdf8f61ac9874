package dev.jbuild.core.context;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The digest of files that are to be copied: of each its name, type, mode, owner, link target, device, extended attributes and
 * content. Not its times, its inode or where it lay. What a COPY overrides may be left out, so that a change of it changes nothing.
 * Used by one thread.
 */
public final class ContentDigest {
    private static final String KIND = "selection/1";
    private static final int SMALL_BYTES = 4 * 1024; // 4 KiB; what has more is hashed from where it lies

    private final MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
    private final ByteBuffer buffer = ByteBuffer.allocate(SMALL_BYTES);
    private final Set<Ignored> ignored;

    /** What of a file does not count. */
    public enum Ignored {
        OWNER,
        /** Of everything but links, which have none that counts. */
        MODE
    }

    public ContentDigest(Set<Ignored> ignored) {
        this.ignored = ignored.isEmpty() ? EnumSet.noneOf(Ignored.class) : EnumSet.copyOf(ignored);
        text(KIND);
        number(this.ignored.contains(Ignored.OWNER) ? 1 : 0);
        number(this.ignored.contains(Ignored.MODE) ? 1 : 0);
    }

    /** Begins a part, such as the files that one pattern selects; parts do not run together. */
    public void part(String name) {
        number(-1);
        text(name);
    }

    /** Adds a file under the name that matters. */
    public void add(TreePath name, TreeEntry entry) {
        bytes(name.toBytes());
        Attributes attributes = entry.attributes();
        number(ignored.contains(Ignored.MODE) ? 0 : attributes.mode());
        number(ignored.contains(Ignored.OWNER) ? 0 : attributes.uid());
        number(ignored.contains(Ignored.OWNER) ? 0 : attributes.gid());
        number(attributes.xattrs().size());
        for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
            text(xattr.getKey());
            bytes(xattr.getValue());
        }
        entry.match(new TypeFields());
    }

    /** What differs by type. */
    private final class TypeFields implements TreeEntry.Cases<ContentDigest> {
        @Override
        public ContentDigest directory(TreeEntry.Directory directory) {
            return number('d');
        }

        @Override
        public ContentDigest regularFile(TreeEntry.RegularFile file) {
            return number('f').number(file.sizeBytes()).text(file.content().hex());
        }

        @Override
        public ContentDigest symlink(TreeEntry.Symlink link) {
            return number('l').bytes(link.target());
        }

        @Override
        public ContentDigest special(TreeEntry.Special special) {
            return number('s')
                    .text(special.type().name())
                    .number(special.major())
                    .number(special.minor());
        }
    }

    /** The digest of all that was added. Nothing may be added after it. */
    public Digest digest() {
        flush();
        return Digest.ofHash(hash.digest());
    }

    private ContentDigest text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private ContentDigest number(long number) {
        if (buffer.remaining() < Long.BYTES) {
            flush();
        }
        buffer.putLong(number);
        return this;
    }

    private ContentDigest bytes(byte[] bytes) {
        number(bytes.length);
        if (bytes.length > buffer.remaining()) {
            flush();
        }
        if (bytes.length > buffer.capacity()) {
            hash.update(bytes);
        } else {
            buffer.put(bytes);
        }
        return this;
    }

    private void flush() {
        hash.update(buffer.flip());
        buffer.clear();
    }
}
