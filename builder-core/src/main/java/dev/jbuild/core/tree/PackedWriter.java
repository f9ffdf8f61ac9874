package dev.jbuild.core.tree;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.LayerEntry.Present;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Packs entries one after another. It takes them as they come: order and parents are the caller's. Used by one thread. */
final class PackedWriter {
    private static final int FIRST_CHUNK_BYTES = 1024;
    private static final int MAX_CHUNKS = 1 << (32 - PackedEntries.CHUNK_BITS);

    private final List<byte[]> chunks = new ArrayList<>();
    private int[] starts = new int[16];
    private int count;
    private byte[] chunk = new byte[FIRST_CHUNK_BYTES];
    private int used;
    private byte[] record = new byte[256];
    private int length;
    private @Nullable Attributes common; // of the last regular file that had no extended ones
    private byte[] commonBytes = {}; // that say so

    int count() {
        return count;
    }

    /** Packs one entry and returns its number. */
    int add(LayerEntry entry, byte[] name, int parent) {
        length = 0;
        if (entry instanceof Present present) {
            present(present, name, parent);
        } else if (entry instanceof LayerEntry.Link link) {
            head(PackedEntries.LINK, name, parent);
            bytes(link.target().toBytes());
        } else {
            head(entry instanceof LayerEntry.Whiteout ? PackedEntries.WHITEOUT : PackedEntries.OPAQUE, name, parent);
        }
        append(record, 0);
        return count - 1;
    }

    /** Takes over an entry of a layer that has the same entries before it. */
    void addEncoded(byte[] bytes, int from, int to) {
        length = to - from;
        append(bytes, from);
    }

    /** The name of the entry that was packed last. */
    TreePath lastName() {
        int at = lastStart();
        return TreePath.ofClean(Arrays.copyOfRange(chunk, at + 2, at + 2 + (chunk[at + 1] & 0xff)));
    }

    /** Compares that name with another. */
    int compareLastName(byte[] bytes, int from, int to) {
        int at = lastStart();
        return Arrays.compareUnsigned(chunk, at + 2, at + 2 + (chunk[at + 1] & 0xff), bytes, from, to);
    }

    private int lastStart() {
        return starts[count - 1] & PackedEntries.CHUNK_BYTES - 1;
    }

    /** True when the entry that was packed last is these bytes. */
    boolean lastIs(byte[] encoded) {
        return Arrays.equals(record, 0, length, encoded, 0, encoded.length);
    }

    PackedEntries finish() {
        if (used > 0) {
            chunks.add(Arrays.copyOf(chunk, used));
            used = 0;
        }
        return new PackedEntries(chunks.toArray(new byte[0][]), Arrays.copyOf(starts, count));
    }

    private void present(Present present, byte[] name, int parent) {
        TreeEntry entry = present.entry();
        if (entry instanceof TreeEntry.RegularFile file
                && file.content().algorithm() == Digest.Algorithm.SHA256
                && file.attributes().xattrs().isEmpty()) {
            plainFile(present, file, name, parent);
            return;
        }
        Attributes attributes = entry.attributes();
        int flags = kind(entry)
                | (present.origin() == LayerEntry.Origin.IMPLIED ? PackedEntries.IMPLIED : 0)
                | (present.offset() == Present.NO_OFFSET ? 0 : PackedEntries.HAS_OFFSET)
                | (present.linkGroup() == 0 ? 0 : PackedEntries.HAS_LINK_GROUP)
                | (attributes.xattrs().isEmpty() ? 0 : PackedEntries.HAS_XATTRS);
        if (entry instanceof TreeEntry.RegularFile file && file.content().algorithm() != Digest.Algorithm.SHA256) {
            flags |= PackedEntries.LONG_DIGEST;
        }
        head(flags, name, parent);
        attributes(attributes);
        entry.match(new Body());
        place(present);
    }

    private void place(Present present) {
        if (present.offset() != Present.NO_OFFSET) {
            number(present.offset());
        }
        if (present.linkGroup() != 0) {
            number(present.linkGroup());
        }
    }

    /** As most entries are; of most of them the attributes are those of the one before. */
    private void plainFile(Present present, TreeEntry.RegularFile file, byte[] name, int parent) {
        int flags = PackedEntries.FILE
                | (present.origin() == LayerEntry.Origin.IMPLIED ? PackedEntries.IMPLIED : 0)
                | (present.offset() == Present.NO_OFFSET ? 0 : PackedEntries.HAS_OFFSET)
                | (present.linkGroup() == 0 ? 0 : PackedEntries.HAS_LINK_GROUP);
        head(flags, name, parent);
        if (isCommon(file.attributes())) {
            raw(commonBytes);
        } else {
            int start = length;
            attributes(file.attributes());
            common = file.attributes();
            commonBytes = Arrays.copyOfRange(record, start, length);
        }
        number(file.sizeBytes());
        raw(file.content().hash());
        place(present);
    }

    private boolean isCommon(Attributes now) {
        Attributes before = common;
        return before != null
                && now.mtimeSeconds() == before.mtimeSeconds()
                && now.mode() == before.mode()
                && now.uid() == before.uid()
                && now.gid() == before.gid();
    }

    private static int kind(TreeEntry entry) {
        return entry.match(new TreeEntry.Cases<>() {
            @Override
            public Integer directory(TreeEntry.Directory directory) {
                return PackedEntries.DIRECTORY;
            }

            @Override
            public Integer regularFile(TreeEntry.RegularFile file) {
                return PackedEntries.FILE;
            }

            @Override
            public Integer symlink(TreeEntry.Symlink link) {
                return PackedEntries.SYMLINK;
            }

            @Override
            public Integer special(TreeEntry.Special special) {
                return PackedEntries.SPECIAL;
            }
        });
    }

    private void head(int flags, byte[] name, int parent) {
        octet(flags);
        octet(name.length);
        raw(name);
        number(parent + 1L);
    }

    private void attributes(Attributes attributes) {
        number(attributes.mode());
        number(attributes.uid());
        number(attributes.gid());
        number(attributes.mtimeSeconds() << 1 ^ attributes.mtimeSeconds() >> 63);
        if (!attributes.xattrs().isEmpty()) {
            number(attributes.xattrs().size());
            for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
                bytes(xattr.getKey().getBytes(StandardCharsets.UTF_8));
                bytes(xattr.getValue());
            }
        }
    }

    private void bytes(byte[] value) {
        number(value.length);
        raw(value);
    }

    private void number(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            octet((int) (left & 0x7f) | 0x80);
            left >>>= 7;
        }
        octet((int) left);
    }

    private void octet(int value) {
        if (length == record.length) {
            record = Arrays.copyOf(record, 2 * length);
        }
        record[length++] = (byte) value;
    }

    private void raw(byte[] value) {
        if (length + value.length > record.length) {
            record = Arrays.copyOf(record, 2 * (length + value.length));
        }
        System.arraycopy(value, 0, record, length, value.length);
        length += value.length;
    }

    private void append(byte[] bytes, int from) {
        makeRoom();
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
        }
        starts[count++] = chunks.size() << PackedEntries.CHUNK_BITS | used;
        System.arraycopy(bytes, from, chunk, used, length);
        used += length;
    }

    private void makeRoom() {
        if (used + length <= chunk.length) {
            return;
        }
        if (used + length <= PackedEntries.CHUNK_BYTES) {
            chunk = Arrays.copyOf(
                    chunk, Math.min(PackedEntries.CHUNK_BYTES, Math.max(2 * chunk.length, used + length)));
            return;
        }
        if (chunks.size() + 1 >= MAX_CHUNKS) {
            throw new IllegalArgumentException("a layer with more than 4 GiB of names and attributes");
        }
        if (used > 0) {
            chunks.add(used == chunk.length ? chunk : Arrays.copyOf(chunk, used));
        }
        chunk = new byte[Math.max(PackedEntries.CHUNK_BYTES, length)];
        used = 0;
    }

    /** What follows the attributes, by type. */
    private final class Body implements TreeEntry.Cases<Boolean> {
        @Override
        public Boolean directory(TreeEntry.Directory directory) {
            return true;
        }

        @Override
        public Boolean regularFile(TreeEntry.RegularFile file) {
            number(file.sizeBytes());
            raw(file.content().hash());
            return true;
        }

        @Override
        public Boolean symlink(TreeEntry.Symlink link) {
            bytes(link.target());
            return true;
        }

        @Override
        public Boolean special(TreeEntry.Special special) {
            number(special.type().ordinal());
            number(special.major());
            number(special.minor());
            return true;
        }
    }
}
