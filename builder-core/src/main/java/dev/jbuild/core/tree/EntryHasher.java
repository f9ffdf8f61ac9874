package dev.jbuild.core.tree;

import dev.jbuild.core.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hashes what counts of entries: type, mode, owner, xattrs, link target, device numbers, content; never times, places or inodes. Each
 * field is written with its length. Used by one thread.
 */
final class EntryHasher implements TreeEntry.Cases<EntryHasher> {
    private static final int ONE_BYTES = 256; // gathered before they are hashed, for one entry
    private static final int ALL_BYTES = 8 * 1024; // for the entries of a layer

    private final MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
    private static final int MOST_COMMON_BYTES = 256; // of a file without extended attributes, but for its path
    private static final int SHA256_BYTES = 32;

    private final byte[] gathered;
    private int used;
    private @Nullable Attributes common; // of the last file that was one like most
    private byte[] beforeSize = {}; // what is hashed of it between its path and its size
    private byte[] beforeContent = {}; // and behind that

    /** A hasher of one kind of thing, which has a version: {@code tree/1}. */
    EntryHasher(String kind) {
        this(kind, ONE_BYTES);
    }

    private EntryHasher(String kind, int bufferBytes) {
        gathered = new byte[bufferBytes];
        text(kind);
    }

    /** A hasher of all entries of a layer, whiteouts and opaque marks included, which {@link #add} takes in order. */
    static EntryHasher ofLayer() {
        return new EntryHasher("layer/1", ALL_BYTES);
    }

    /** Takes the next entry of a layer. Of most files little but name, size and content differs from the one before. */
    void add(LayerEntry entry) {
        if (entry instanceof LayerEntry.Present present) {
            if (present.origin() == LayerEntry.Origin.NAMED
                    && present.entry() instanceof TreeEntry.RegularFile file
                    && isCommon(file)) {
                common(present.path(), file);
                return;
            }
            bytes(entry.path().toBytes());
            text(origin(present)).entry(present.entry());
            return;
        }
        bytes(entry.path().toBytes());
        if (entry instanceof LayerEntry.Link link) {
            text("link").bytes(link.target().toBytes());
        } else {
            text(entry instanceof LayerEntry.Opaque ? "opaque" : "whiteout");
        }
    }

    private static String origin(LayerEntry.Present present) {
        return present.origin() == LayerEntry.Origin.NAMED ? "present" : "implied";
    }

    /** True when what is kept is of a file with these attributes, from now on if not before; false for what has to be said otherwise. */
    private boolean isCommon(TreeEntry.RegularFile file) {
        Attributes now = file.attributes();
        Attributes before = common;
        if (file.content().algorithm() != Digest.Algorithm.SHA256
                || !now.xattrs().isEmpty()) {
            return false;
        }
        if (before == null || now.mode() != before.mode() || now.uid() != before.uid() || now.gid() != before.gid()) {
            flush();
            text("present").attributes("file", now);
            beforeSize = taken();
            text(Digest.Algorithm.SHA256.id()).number(SHA256_BYTES);
            beforeContent = taken();
            common = now;
        }
        return true;
    }

    /** What was gathered since it was last flushed, which then counts as if it had not been. */
    private byte[] taken() {
        byte[] taken = Arrays.copyOf(gathered, used);
        used = 0;
        return taken;
    }

    private void common(TreePath path, TreeEntry.RegularFile file) {
        number(path.length());
        if (path.length() + MOST_COMMON_BYTES > gathered.length - used) {
            flush();
        }
        path.copyTo(gathered, used);
        used += path.length();
        raw(beforeSize);
        number(file.sizeBytes());
        raw(beforeContent);
        raw(file.content().hash());
    }

    private void raw(byte[] value) {
        System.arraycopy(value, 0, gathered, used, value.length);
        used += value.length;
    }

    Digest digest() {
        return Digest.ofHash(finish());
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
