package dev.jbuild.exec.calls;

import dev.jbuild.core.oci.Digest;
import java.nio.ByteBuffer;

/** How far the hash of a message has come that is hashed in parts. Used by one thread at a time. */
final class HashState {
    static final int BLOCK_BYTES = 64; // all parts but the last are whole blocks

    private static final int WORDS = 8;

    private final int[] words = new int[WORDS];
    private long hashedBytes;

    /** Describes the part that comes next, as lanes.c has it. */
    void describe(ByteBuffer memory, int piece, boolean last) {
        memory.putLong(piece + 16, hashedBytes).putLong(piece + 24, last ? 0 : 1);
        for (int word = 0; word < WORDS; word++) {
            memory.putInt(piece + HashBatch.STATE_AT + word * Integer.BYTES, words[word]);
        }
    }

    /** Takes over what became of that part. */
    void hashed(ByteBuffer memory, int piece, int lengthBytes) {
        for (int word = 0; word < WORDS; word++) {
            words[word] = memory.getInt(piece + HashBatch.STATE_AT + word * Integer.BYTES);
        }
        hashedBytes += lengthBytes;
    }

    /** The digest, when the last part was hashed. */
    Digest digest() {
        ByteBuffer hash = ByteBuffer.allocate(WORDS * Integer.BYTES);
        for (int word : words) {
            hash.putInt(word);
        }
        return Digest.ofHash(hash.array());
    }
}
