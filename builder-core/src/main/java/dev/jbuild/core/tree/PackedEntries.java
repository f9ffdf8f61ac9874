package dev.jbuild.core.tree;

import dev.jbuild.core.tree.LayerEntry.Origin;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.RandomAccess;

/**
 * The entries of a layer as bytes: about 60 for a file, where objects take 400. An entry is decoded when it is asked for. Each
 * says its name and the number of its directory, so that a path costs its depth. Immutable, thread-safe.
 */
final class PackedEntries extends AbstractList<LayerEntry> implements RandomAccess {
    static final int NO_PARENT = -1;

    static final int DIRECTORY = 0;
    static final int FILE = 1;
    static final int SYMLINK = 2;
    static final int SPECIAL = 3;
    static final int WHITEOUT = 4;
    static final int OPAQUE = 5;
    static final int LINK = 6;

    static final int KIND_MASK = 7;
    static final int IMPLIED = 1 << 3;
    static final int LONG_DIGEST = 1 << 4; // SHA-512
    static final int HAS_OFFSET = 1 << 5;
    static final int HAS_LINK_GROUP = 1 << 6;
    static final int HAS_XATTRS = 1 << 7;

    static final int CHUNK_BITS = 16;
    static final int CHUNK_BYTES = 1 << CHUNK_BITS; // 64 KiB; a longer entry has a chunk of its own

    private final byte[][] chunks;
    private final int[] starts;

    PackedEntries(byte[][] chunks, int[] starts) {
        this.chunks = chunks;
        this.starts = starts;
    }

    @Override
    public int size() {
        return starts.length;
    }

    @Override
    public LayerEntry get(int number) {
        return get(number, path(number));
    }

    /** The entries from one on; what lies in one directory is found for less than by asking for each. */
    Iterator<LayerEntry> from(int first) {
        return new Iterator<>() {
            private int at = first;
            private int directory = NO_PARENT;
            private TreePath path = TreePath.ROOT;

            @Override
            public boolean hasNext() {
                return at < starts.length;
            }

            @Override
            public LayerEntry next() {
                if (at >= starts.length) {
                    throw new NoSuchElementException();
                }
                int parent = parent(at);
                if (parent != directory) {
                    directory = parent;
                    path = parent == NO_PARENT ? TreePath.ROOT : path(parent);
                }
                int number = at++;
                return get(number, nameLength(number) == 0 ? path : path.resolve(name(number)));
            }
        };
    }

    @Override
    public Iterator<LayerEntry> iterator() {
        return from(0);
    }

    /** An entry whose path is known. */
    LayerEntry get(int number, TreePath path) {
        PackedReader in = reader(number);
        int flags = in.flags();
        in.skipName();
        in.parent();
        return switch (flags & KIND_MASK) {
            case WHITEOUT -> new LayerEntry.Whiteout(path);
            case OPAQUE -> new LayerEntry.Opaque(path);
            case LINK -> new LayerEntry.Link(path, TreePath.of(in.bytes()));
            default -> {
                TreeEntry entry = in.entry(flags);
                long offset = in.offset(flags);
                yield new LayerEntry.Present(path, entry, origin(flags), offset, in.linkGroup(flags));
            }
        };
    }

    private static Origin origin(int flags) {
        return (flags & IMPLIED) == 0 ? Origin.NAMED : Origin.IMPLIED;
    }

    int kind(int number) {
        return flags(number) & KIND_MASK;
    }

    boolean isImplied(int number) {
        return (flags(number) & IMPLIED) != 0;
    }

    private int flags(int number) {
        int start = starts[number];
        return chunks[start >>> CHUNK_BITS][start & (CHUNK_BYTES - 1)];
    }

    /** The number of the directory that this entry is in, or {@link #NO_PARENT} for one in the root and the root itself. */
    int parent(int number) {
        PackedReader in = reader(number);
        in.flags();
        in.skipName();
        return in.parent();
    }

    /** True for an entry of the root directory itself. */
    boolean isRoot(int number) {
        return nameLength(number) == 0 && kind(number) == DIRECTORY;
    }

    TreePath path(int number) {
        int length = -1;
        for (int at = number; at != NO_PARENT; at = parent(at)) {
            length += nameLength(at) == 0 ? 0 : nameLength(at) + 1;
        }
        if (length <= 0) {
            return TreePath.ROOT;
        }
        byte[] path = new byte[length];
        int end = length;
        for (int at = number; at != NO_PARENT; at = parent(at)) {
            int nameLength = nameLength(at);
            if (nameLength > 0) {
                end -= nameLength;
                System.arraycopy(chunkOf(at), nameStart(at), path, end, nameLength);
                if (--end >= 0) {
                    path[end] = '/';
                }
            }
        }
        return TreePath.ofClean(path);
    }

    TreePath name(int number) {
        int start = nameStart(number);
        return TreePath.ofClean(Arrays.copyOfRange(chunkOf(number), start, start + nameLength(number)));
    }

    int compareName(int number, byte[] name) {
        int start = nameStart(number);
        return Arrays.compareUnsigned(chunkOf(number), start, start + nameLength(number), name, 0, name.length);
    }

    static int compareNames(PackedEntries left, int leftNumber, PackedEntries right, int rightNumber) {
        int leftStart = left.nameStart(leftNumber);
        int rightStart = right.nameStart(rightNumber);
        return Arrays.compareUnsigned(
                left.chunkOf(leftNumber),
                leftStart,
                leftStart + left.nameLength(leftNumber),
                right.chunkOf(rightNumber),
                rightStart,
                rightStart + right.nameLength(rightNumber));
    }

    private byte[] chunkOf(int number) {
        return chunks[starts[number] >>> CHUNK_BITS];
    }

    private int nameStart(int number) {
        return (starts[number] & (CHUNK_BYTES - 1)) + 2;
    }

    private int nameLength(int number) {
        return chunkOf(number)[nameStart(number) - 1] & 0xff;
    }

    /** A reader at the start of an entry. */
    PackedReader reader(int number) {
        return new PackedReader(chunkOf(number), starts[number] & (CHUNK_BYTES - 1));
    }

    /** The bytes of one entry. */
    byte[] encoded(int number) {
        int start = starts[number] & (CHUNK_BYTES - 1);
        boolean lastOfChunk =
                number + 1 == starts.length || starts[number + 1] >>> CHUNK_BITS != starts[number] >>> CHUNK_BITS;
        byte[] chunk = chunkOf(number);
        return Arrays.copyOfRange(chunk, start, lastOfChunk ? chunk.length : starts[number + 1] & (CHUNK_BYTES - 1));
    }

    boolean sameBytes(PackedEntries other) {
        return Arrays.equals(starts, other.starts) && Arrays.deepEquals(chunks, other.chunks);
    }

    int bytesHash() {
        return Arrays.deepHashCode(chunks);
    }
}
