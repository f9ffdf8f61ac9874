package dev.jbuild.core.tree;

import dev.jbuild.core.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads one packed entry from front to back. Used by one thread. */
final class PackedReader {
    private static final TreeEntry.Special.Type[] SPECIAL_TYPES = TreeEntry.Special.Type.values();

    private final byte[] buffer;
    private int at;

    PackedReader(byte[] buffer, int at) {
        this.buffer = buffer;
        this.at = at;
    }

    int position() {
        return at;
    }

    int flags() {
        return buffer[at++] & 0xff;
    }

    void skipName() {
        at += 1 + (buffer[at] & 0xff);
    }

    byte[] name() {
        int length = buffer[at++] & 0xff;
        at += length;
        return Arrays.copyOfRange(buffer, at - length, at);
    }

    int parent() {
        return (int) number() - 1;
    }

    byte[] bytes() {
        int length = (int) number();
        at += length;
        return Arrays.copyOfRange(buffer, at - length, at);
    }

    long number() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = buffer[at++];
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    /** What a Present entry is. */
    TreeEntry entry(int flags) {
        Attributes attributes = attributes(flags);
        return switch (flags & PackedEntries.KIND_MASK) {
            case PackedEntries.DIRECTORY -> new TreeEntry.Directory(attributes);
            case PackedEntries.FILE -> new TreeEntry.RegularFile(attributes, number(), digest(flags));
            case PackedEntries.SYMLINK -> new TreeEntry.Symlink(attributes, bytes());
            case PackedEntries.SPECIAL ->
                new TreeEntry.Special(attributes, SPECIAL_TYPES[(int) number()], (int) number(), (int) number());
            default -> throw new IllegalStateException("entry of kind " + (flags & PackedEntries.KIND_MASK));
        };
    }

    long offset(int flags) {
        return (flags & PackedEntries.HAS_OFFSET) == 0 ? LayerEntry.Present.NO_OFFSET : number();
    }

    int linkGroup(int flags) {
        return (flags & PackedEntries.HAS_LINK_GROUP) == 0 ? 0 : (int) number();
    }

    private Attributes attributes(int flags) {
        int mode = (int) number();
        long uid = number();
        long gid = number();
        long time = number();
        long mtimeSeconds = (time >>> 1) ^ -(time & 1);
        SortedMap<String, byte[]> xattrs =
                (flags & PackedEntries.HAS_XATTRS) == 0 ? Collections.emptySortedMap() : xattrs();
        return new Attributes(mode, uid, gid, mtimeSeconds, xattrs);
    }

    private SortedMap<String, byte[]> xattrs() {
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        for (long left = number(); left > 0; left--) {
            String name = new String(bytes(), StandardCharsets.UTF_8);
            xattrs.put(name, bytes());
        }
        return xattrs;
    }

    private Digest digest(int flags) {
        boolean isLong = (flags & PackedEntries.LONG_DIGEST) != 0;
        int length = isLong ? 64 : 32;
        at += length;
        byte[] hash = Arrays.copyOfRange(buffer, at - length, at);
        return isLong ? Digest.ofHash(Digest.Algorithm.SHA512, hash) : Digest.ofHash(hash);
    }
}
