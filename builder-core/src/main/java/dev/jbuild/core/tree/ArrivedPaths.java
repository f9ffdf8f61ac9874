package dev.jbuild.core.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Paths in the order in which they came, by number, as bytes in chunks. Used by one thread. */
final class ArrivedPaths {
    private static final int CHUNK_BITS = 16;
    private static final int CHUNK_BYTES = 1 << CHUNK_BITS; // 64 KiB
    private static final int FIRST_CHUNK_BYTES = 1024;

    private final List<byte[]> chunks = new ArrayList<>();
    private int[] starts = new int[16];
    private int count;
    private byte[] chunk = new byte[FIRST_CHUNK_BYTES];
    private int used;

    ArrivedPaths() {
        chunks.add(chunk);
    }

    void add(TreePath path) {
        byte[] bytes = path.toBytes();
        makeRoom(bytes.length + 2);
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
        }
        starts[count++] = chunks.size() - 1 << CHUNK_BITS | used;
        chunk[used++] = (byte) (bytes.length >> 8);
        chunk[used++] = (byte) bytes.length;
        System.arraycopy(bytes, 0, chunk, used, bytes.length);
        used += bytes.length;
    }

    private void makeRoom(int length) {
        if (used + length > CHUNK_BYTES) {
            if (chunks.size() == 1 << 32 - CHUNK_BITS) {
                throw new IllegalArgumentException("more than 4 GiB of names");
            }
            chunk = new byte[CHUNK_BYTES];
            chunks.add(chunk);
            used = 0;
        } else if (used + length > chunk.length) {
            chunk = Arrays.copyOf(chunk, Math.min(CHUNK_BYTES, Math.max(2 * chunk.length, used + length)));
            chunks.set(chunks.size() - 1, chunk);
        }
    }

    int size() {
        return count;
    }

    TreePath get(int number) {
        int start = start(number);
        return TreePath.ofClean(Arrays.copyOfRange(bytes(number), start, start + length(number)));
    }

    int compare(int left, int right) {
        return TreePath.compare(bytes(left), start(left), length(left), bytes(right), start(right), length(right));
    }

    int compare(int left, byte[] right) {
        return TreePath.compare(bytes(left), start(left), length(left), right, 0, right.length);
    }

    private byte[] bytes(int number) {
        return chunks.get(starts[number] >>> CHUNK_BITS);
    }

    private int start(int number) {
        return (starts[number] & CHUNK_BYTES - 1) + 2;
    }

    private int length(int number) {
        byte[] bytes = bytes(number);
        int start = start(number);
        return (bytes[start - 2] & 0xff) << 8 | bytes[start - 1] & 0xff;
    }
}
