package dev.jbuild.exec.calls;

import java.nio.ByteBuffer;

/**
 * SHA-256 of many messages that lie in the memory of a {@link CallBatch}, computed at once. Right on every machine, and of use on one
 * whose processor has instructions for SHA-256, where it takes half of the time, or wide vectors, a fifth. Used by one thread.
 */
public final class HashBatch {
    /** What each message takes of the room of the batch. */
    public static final int MESSAGE_BYTES = 64; // struct piece in lanes.c

    private static final int BLOCK_BYTES = 64; // of SHA-256
    private static final int LENGTH_AT = 8;
    private static final int BEFORE_AT = 16;
    private static final int MORE_AT = 24;
    static final int STATE_AT = 32;
    private static final int WORDS = 8;

    private final ByteBuffer memory;
    private final int at;
    private final int most;
    private int count;

    /** For so many messages, whose descriptions take room of the batch. */
    public HashBatch(CallBatch calls, int most) {
        this.memory = calls.memory();
        this.at = calls.reserve(most * MESSAGE_BYTES);
        this.most = most;
    }

    /** True where this takes less time than hashing one message after the other. */
    public static boolean isOfUse() {
        return KernelCalls.areHere() && Lanes.HERE;
    }

    private static final class Lanes {
        private static final boolean HERE = KernelCalls.hash(ByteBuffer.allocateDirect(0), 0, 0) == 1;
    }

    /** Adds a message of so many bytes at an offset, and returns its number. */
    public int add(int offset, int lengthBytes) {
        int piece = place(offset, lengthBytes);
        memory.putLong(piece + 16, 0).putLong(piece + 24, 0);
        return count++;
    }

    /** Adds the next part of a message that is hashed in parts; all but the last are whole blocks. */
    int add(int offset, int lengthBytes, HashState state, boolean last) {
        state.describe(memory, place(offset, lengthBytes), last);
        return count++;
    }

    private int place(int offset, int lengthBytes) {
        if (count == most) {
            throw new IllegalStateException("got more than " + most + " messages");
        }
        int piece = at + count * MESSAGE_BYTES;
        memory.putLong(piece, offset).putLong(piece + 8, lengthBytes);
        return piece;
    }

    /** Has another piece of a message hashed next, which lies where the first was added; all but the last are of a multiple of 64 bytes. */
    public void goOn(int message, int lengthBytes, boolean last) {
        int piece = at + message * MESSAGE_BYTES;
        long before = memory.getLong(piece + BEFORE_AT) + memory.getLong(piece + LENGTH_AT);
        memory.putLong(piece + LENGTH_AT, lengthBytes)
                .putLong(piece + BEFORE_AT, before)
                .putLong(piece + MORE_AT, last ? 0 : 1);
    }

    /** Has nothing of a message hashed from now on: its hash stays. */
    public void rest(int message) {
        int piece = at + message * MESSAGE_BYTES;
        memory.putLong(piece + LENGTH_AT, 0)
                .putLong(piece + BEFORE_AT, BLOCK_BYTES)
                .putLong(piece + MORE_AT, 1);
    }

    /** Hashes all messages. */
    public void carryOut() {
        if (KernelCalls.hash(memory, at, count) != count) {
            throw new IllegalStateException("the native code refused " + count + " messages");
        }
    }

    /** Takes what became of a part of a message into its state. */
    void result(int message, HashState state) {
        int piece = at + message * MESSAGE_BYTES;
        state.hashed(memory, piece, (int) memory.getLong(piece + 8));
    }

    /** Copies the hash of a message into an array. */
    public void hash(int message, byte[] into, int offset) {
        int state = at + message * MESSAGE_BYTES + STATE_AT;
        int to = offset;
        for (int i = 0; i < WORDS; i++) {
            int word = memory.getInt(state + i * Integer.BYTES);
            into[to] = (byte) (word >> 24);
            into[to + 1] = (byte) (word >> 16);
            into[to + 2] = (byte) (word >> 8);
            into[to + 3] = (byte) word;
            to += Integer.BYTES;
        }
    }
}
