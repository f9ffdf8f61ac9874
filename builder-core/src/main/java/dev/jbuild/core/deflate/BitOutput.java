package dev.jbuild.core.deflate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bits into an array, the lowest of a byte first. Who writes makes sure that there is room. Used by one thread. */
final class BitOutput {
    /** Bits that can be put at a time. */
    static final int MAX_BITS = 48;

    /** Room that must be left behind the last byte: eight are written at a time. */
    static final int SLACK_BYTES = Long.BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = {};
    private int position;
    private long held;
    private int heldBits; // below 8 between calls

    void start(byte[] to) {
        bytes = to;
        position = 0;
        held = 0;
        heldBits = 0;
    }

    void put(long bits, int count) {
        held |= bits << heldBits;
        heldBits += count;
        LONG.set(bytes, position, held);
        int whole = heldBits >>> 3;
        position += whole;
        held >>>= whole << 3;
        heldBits &= 7;
    }

    /** Fills the byte up with zeros. */
    void align() {
        if (heldBits > 0) {
            put(0, Byte.SIZE - heldBits);
        }
    }

    /** After {@link #align} only. */
    void put(byte[] from, int offset, int count) {
        System.arraycopy(from, offset, bytes, position, count);
        position += count;
    }

    /** Whole bytes so far. */
    int position() {
        return position;
    }

    int heldBits() {
        return heldBits;
    }
}
