package dev.jbuild.core.tree;

import dev.jbuild.core.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/**
 * Hashes what counts of entries: type, mode, owner, xattrs, link target, device numbers, content; never times, places or inodes. Each
 * field is written with its length. Used by one thread.
 */
final class EntryHasher implements TreeEntry.Cases<EntryHasher> {
    private static final int ONE_BYTES = 256; // gathered before they are hashed, for one entry
    private static final int ALL_BYTES = 8 * 1024; // for the entries of a layer

    private final MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
    private final byte[] gathered;
    private int used;

    /** A hasher of one kind of thing, which has a version: {@code tree/1}. */
    EntryHasher(String kind) {
        this(kind, ONE_BYTES);
    }

    private EntryHasher(String kind, int bufferBytes) {
        gathered = new byte[bufferBytes];
        text(kind);
    }

    /** The digest of a whole layer, whiteouts and opaque marks included. */
    static Digest layer(PackedEntries entries) {
        EntryHasher hasher = new EntryHasher("layer/1", ALL_BYTES);
        for (LayerEntry entry : entries) {
            hasher.bytes(entry.path().toBytes());
            if (entry instanceof LayerEntry.Present present) {
                hasher.text(present.origin() == LayerEntry.Origin.NAMED ? "present" : "implied");
                hasher.entry(present.entry());
            } else if (entry instanceof LayerEntry.Link link) {
                hasher.text("link").bytes(link.target().toBytes());
            } else {
                hasher.text(entry instanceof LayerEntry.Opaque ? "opaque" : "whiteout");
            }
        }
        return Digest.ofHash(hasher.finish());
    }

    EntryHasher text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    EntryHasher bytes(byte[] value) {
        number(value.length);
        if (value.length > gathered.length - used) {
            flush();
        }
        if (value.length > gathered.length) {
            hash.update(value);
        } else {
            System.arraycopy(value, 0, gathered, used, value.length);
            used += value.length;
        }
        return this;
    }

    /** Big-endian; written out, as this is reached hundreds of thousands of times before it is compiled. */
    EntryHasher number(long value) {
        if (Long.BYTES > gathered.length - used) {
            flush();
        }
        byte[] to = gathered;
        int at = used;
        int high = (int) (value >>> 32);
        int low = (int) value;
        to[at] = (byte) (high >> 24);
        to[at + 1] = (byte) (high >> 16);
        to[at + 2] = (byte) (high >> 8);
        to[at + 3] = (byte) high;
        to[at + 4] = (byte) (low >> 24);
        to[at + 5] = (byte) (low >> 16);
        to[at + 6] = (byte) (low >> 8);
        to[at + 7] = (byte) low;
        used = at + Long.BYTES;
        return this;
    }

    private void flush() {
        hash.update(gathered, 0, used);
        used = 0;
    }

    EntryHasher entry(TreeEntry entry) {
        return entry.match(this);
    }

    byte[] finish() {
        flush();
        return hash.digest();
    }

    private EntryHasher attributes(String type, Attributes attributes) {
        text(type).number(attributes.mode()).number(attributes.uid()).number(attributes.gid());
        number(attributes.xattrs().size());
        for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
            text(xattr.getKey()).bytes(xattr.getValue());
        }
        return this;
    }

    @Override
    public EntryHasher directory(TreeEntry.Directory directory) {
        return attributes("directory", directory.attributes());
    }

    @Override
    public EntryHasher regularFile(TreeEntry.RegularFile file) {
        return attributes("file", file.attributes())
                .number(file.sizeBytes())
                .text(file.content().algorithm().id())
                .bytes(file.content().hash());
    }

    @Override
    public EntryHasher symlink(TreeEntry.Symlink link) {
        return attributes("symlink", link.attributes()).bytes(link.target());
    }

    @Override
    public EntryHasher special(TreeEntry.Special special) {
        return attributes(special.type().name(), special.attributes())
                .number(special.major())
                .number(special.minor());
    }
}
