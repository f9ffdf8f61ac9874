package dev.jbuild.exec.calls;

import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.program.Syscall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A list of system calls with the memory that they read and write, carried out by one JNI call: for many small calls, such as the
 * lstat of all files of a directory. Used by one thread at a time.
 *
 * <p>The memory is one direct buffer: first the calls, then room that {@link #reserve} gives out. Addresses are offsets into it. A call
 * may take the result of an earlier one, such as a descriptor; when that one failed it is not made, and its result is
 * {@link #CANCELED}.
 */
public final class CallBatch {
    /** The result of a call that another one's failure made pointless. */
    public static final long CANCELED = -125;

    private static final int CALL_BYTES = 72; // struct call in calls.c
    private static final int RESULT_AT = 16;
    private static final int ARGUMENTS_AT = 24;
    private static final int ARGUMENTS = 6;
    private static final Machine MACHINE = Machine.current();

    private final ByteBuffer memory;
    private final int mostCalls;
    private int calls;
    private int used;

    private CallBatch(int mostCalls, int roomBytes) {
        this.memory =
                ByteBuffer.allocateDirect(mostCalls * CALL_BYTES + roomBytes).order(ByteOrder.nativeOrder());
        this.mostCalls = mostCalls;
        clear();
    }

    /** True when calls can be made in batches here. */
    public static boolean isSupported() {
        return KernelCalls.areHere();
    }

    /** Memory for so many calls, and so many bytes for what they read and write. */
    public static CallBatch of(int mostCalls, int roomBytes) {
        if (!isSupported()) {
            throw new IllegalStateException("no system calls in batches on this machine");
        }
        return new CallBatch(mostCalls, roomBytes);
    }

    /** Forgets calls and reserved room. */
    public void clear() {
        calls = 0;
        used = mostCalls * CALL_BYTES;
    }

    /** Forgets the calls; what was reserved stays. */
    public void clearCalls() {
        calls = 0;
    }

    /** How many calls there is room for. */
    public int callsLeft() {
        return mostCalls - calls;
    }

    /** How many bytes can be reserved. */
    public int roomLeft() {
        return memory.capacity() - used;
    }

    /** The offset of so many bytes, aligned to 8, whose content is whatever was there. */
    public int reserve(int bytes) {
        if (bytes > roomLeft()) {
            throw new IllegalStateException("got " + bytes + " bytes to reserve, the room left is " + roomLeft());
        }
        int at = used;
        used = Math.min(memory.capacity(), used + bytes + 7 & ~7);
        return at;
    }

    /** Reserves room for these bytes and a NUL, and returns its offset. */
    public int text(byte[] bytes) {
        int at = reserve(bytes.length + 1);
        memory.put(at, bytes);
        memory.put(at + bytes.length, (byte) 0);
        return at;
    }

    /** Reserves room for these bytes, and returns its offset. */
    int bytes(byte[] bytes) {
        return bytes(bytes, 0, bytes.length);
    }

    /** Reserves room for a part of an array, and returns its offset. */
    int bytes(byte[] bytes, int start, int length) {
        int at = reserve(length);
        memory.put(at, bytes, start, length);
        return at;
    }

    /** The memory, by absolute offsets, in the machine's byte order. */
    public ByteBuffer memory() {
        return memory;
    }

    /** Adds a call whose arguments are all 0, and returns its number. */
    public int add(Syscall call) {
        if (calls == mostCalls) {
            throw new IllegalStateException("got more than " + mostCalls + " calls");
        }
        int at = calls * CALL_BYTES;
        memory.putLong(at, call.number(MACHINE)).putLong(at + 8, 0);
        for (int i = 0; i < ARGUMENTS; i++) {
            memory.putLong(at + ARGUMENTS_AT + 8 * i, 0);
        }
        return calls++;
    }

    /** Adds calls as so many were added before from one on, and returns the number of the first; what differs is for {@link #change}. */
    public int addAgain(int first, int count) {
        if (first < 0 || first + count > calls || count > callsLeft()) {
            throw new IllegalStateException(
                    "got calls %d to %d of %d to add again".formatted(first, first + count, calls));
        }
        memory.put(calls * CALL_BYTES, memory, first * CALL_BYTES, count * CALL_BYTES);
        calls += count;
        return calls - count;
    }

    /** Gives an argument of a call another value of the kind that it has: a number, an offset, the number of an earlier call. */
    public CallBatch change(int call, int argument, long value) {
        if (call < 0 || call >= calls) {
            throw new IllegalStateException("got call " + call + " of " + calls);
        }
        memory.putLong(call * CALL_BYTES + ARGUMENTS_AT + 8 * argument, value);
        return this;
    }

    /** Sets an argument of the last call to a number. */
    public CallBatch value(int argument, long value) {
        return argument(argument, value, 0);
    }

    /** Sets an argument of the last call to the address of an offset. */
    public CallBatch address(int argument, int offset) {
        return argument(argument, offset, 1L << argument);
    }

    /** Sets an argument of the last call to the result of an earlier one. */
    public CallBatch resultOf(int argument, int call) {
        return argument(argument, call, 1L << 8 + argument);
    }

    private CallBatch argument(int argument, long value, long flag) {
        int at = (calls - 1) * CALL_BYTES;
        memory.putLong(at + 8, memory.getLong(at + 8) | flag);
        memory.putLong(at + ARGUMENTS_AT + 8 * argument, value);
        return this;
    }

    /** Carries out the calls in order, also after one that fails. */
    public void carryOut() {
        if (KernelCalls.carryOut(memory, calls) != calls) {
            throw new IllegalStateException("the native code refused " + calls + " calls");
        }
    }

    /** Carries out the only call, and returns its result. */
    long only() {
        carryOut();
        return result(0);
    }

    /** What a call returned: negative when it failed, minus the errno. */
    public long result(int call) {
        return memory.getLong(call * CALL_BYTES + RESULT_AT);
    }
}
