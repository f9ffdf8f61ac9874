package dev.jbuild.core.context;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The digest of files that are to be copied: of each its name, type, mode, owner, link target, device, extended attributes and
 * content. Not its times, its inode or where it lay. What a COPY overrides may be left out, so that a change of it changes nothing.
 * Used by one thread.
 */
public final class ContentDigest {
    private static final String KIND = "selection/2";
    private static final int BUFFER_BYTES = 8 * 1024; // 8 KiB; what has more is hashed from where it lies
    private static final int MOST_NUMBER_BYTES = 10; // of a long, seven bits a byte
    private static final int MOST_PLAIN_BYTES = 256; // of a regular file without extended attributes, but for its name

    private final MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;
    private @Nullable Attributes common; // of the last regular file that had no extended ones
    private byte[] commonBytes = {}; // what is hashed of them
    private final boolean ownerCounts;
    private final boolean modeCounts;

    /** What of a file does not count. */
    public enum Ignored {
        OWNER,
        /** Of everything but links, which have none that counts. */
        MODE
    }

    public ContentDigest(Set<Ignored> ignored) {
        this.ownerCounts = !ignored.contains(Ignored.OWNER);
        this.modeCounts = !ignored.contains(Ignored.MODE);
        text(KIND);
        number(ownerCounts ? 0 : 1);
        number(modeCounts ? 0 : 1);
    }

    /** Begins a part, such as the files that one pattern selects; parts do not run together. */
    public void part(String name) {
        number('p');
        text(name);
    }

    /** Adds a file under the name that matters. Of most files what lies between name and size is that of the file before. */
    public void add(TreePath name, TreeEntry entry) {
        if (!(entry instanceof TreeEntry.RegularFile file)
                || !file.attributes().xattrs().isEmpty()) {
            entry.match(new Type(name));
            return;
        }
        if (name.length() + MOST_PLAIN_BYTES > buffer.length - used) {
            flush();
        }
        number('f').number(name.length());
        name.copyTo(buffer, used);
        used += name.length();
        if (isCommon(file.attributes())) {
            System.arraycopy(commonBytes, 0, buffer, used, commonBytes.length);
            used += commonBytes.length;
        } else {
            int start = used;
            attributes(file.attributes());
            common = file.attributes();
            commonBytes = Arrays.copyOfRange(buffer, start, used);
        }
        number(file.sizeBytes()).bytes(file.content().hash());
    }

    private boolean isCommon(Attributes now) {
        Attributes before = common;
        return before != null && now.mode() == before.mode() && now.uid() == before.uid() && now.gid() == before.gid();
    }

    private ContentDigest file(char type, TreePath name, Attributes attributes) {
        number(type).bytes(name.toBytes());
        return attributes(attributes);
    }

    private ContentDigest attributes(Attributes attributes) {
        number(modeCounts ? attributes.mode() : 0);
        number(ownerCounts ? attributes.uid() : 0);
        number(ownerCounts ? attributes.gid() : 0);
        number(attributes.xattrs().size());
        for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
            text(xattr.getKey());
            bytes(xattr.getValue());
        }
        return this;
    }

    /** What is said of each type of file. */
    private final class Type implements TreeEntry.Cases<ContentDigest> {
        private final TreePath name;

        Type(TreePath name) {
            this.name = name;
        }

        @Override
        public ContentDigest directory(TreeEntry.Directory directory) {
            return file('d', name, directory.attributes());
        }

        @Override
        public ContentDigest regularFile(TreeEntry.RegularFile regular) {
            return file('f', name, regular.attributes())
                    .number(regular.sizeBytes())
                    .bytes(regular.content().hash());
        }

        @Override
        public ContentDigest symlink(TreeEntry.Symlink link) {
            return file('l', name, link.attributes()).bytes(link.target());
        }

        @Override
        public ContentDigest special(TreeEntry.Special special) {
            return file('s', name, special.attributes())
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

    /** Seven bits a byte, the lowest first; all but the last byte have the highest bit. */
    private ContentDigest number(long number) {
        if (used + MOST_NUMBER_BYTES > buffer.length) {
            flush();
        }
        long left = number;
        while ((left & ~0x7fL) != 0) {
            buffer[used++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        buffer[used++] = (byte) left;
        return this;
    }

    private ContentDigest bytes(byte[] bytes) {
        number(bytes.length);
        if (bytes.length > buffer.length - used) {
            flush();
        }
        if (bytes.length > buffer.length) {
            hash.update(bytes);
        } else {
            System.arraycopy(bytes, 0, buffer, used, bytes.length);
            used += bytes.length;
        }
        return this;
    }

    private void flush() {
        hash.update(buffer, 0, used);
        used = 0;
    }
}
