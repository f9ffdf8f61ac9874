package dev.jbuild.core.tree;

import dev.jbuild.core.oci.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/**
 * Hashes what counts of entries: type, mode, owner, xattrs, link target, device numbers, content; never times, places or inodes. Each
 * field is written with its length. Used by one thread.
 */
final class EntryHasher implements TreeEntry.Cases<EntryHasher> {
    private final MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

    /** A hasher of one kind of thing, which has a version: {@code tree/1}. */
    EntryHasher(String kind) {
        text(kind);
    }

    /** The digest of a whole layer, whiteouts and opaque marks included. */
    static Digest layer(PackedEntries entries) {
        EntryHasher hasher = new EntryHasher("layer/1");
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
        hash.update(value);
        return this;
    }

    EntryHasher number(long value) {
        hash.update(number.putLong(0, value).array());
        return this;
    }

    EntryHasher entry(TreeEntry entry) {
        return entry.match(this);
    }

    byte[] finish() {
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
