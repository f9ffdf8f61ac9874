package dev.jbuild.exec.calls;

import dev.jbuild.exec.program.Syscall;

/**
 * System calls from Java, one at a time, with the forms of arguments that are needed. Bytes are copied into memory of the calling
 * thread and, where the call writes, back from it. Thread-safe.
 *
 * <p>Results are the kernel's: negative when the call failed, minus the errno.
 */
public final class SystemCalls {
    /** The most bytes that the arguments of one call may have together, paddings aside. */
    public static final int MOST_BYTES = 128 * 1024;

    private static final int PADDING_BYTES = 64;
    private static final ThreadLocal<CallBatch> BATCHES = new ThreadLocal<>();

    private SystemCalls() {}

    /** Loads the native code, where there is some, so that the first who needs it waits for less: to be called beside other work. */
    public static void load() {
        CallBatch.isSupported();
    }

    /**
     * Ends this process at once, with nothing of it carried out any more. Returns where there is no native code.
     *
     * <p>The JVM's own end waits for threads that are in native code: 0.3 s for one that waits for the network.
     */
    public static void endProcess(int exitCode) {
        if (CallBatch.isSupported()) {
            CallBatch batch = CallBatch.of(1, 0);
            batch.add(Syscall.EXIT_GROUP);
            batch.value(0, exitCode).only();
        }
    }

    /** A call whose arguments are numbers. */
    public static long call(Syscall call, long a, long b, long c, long d, long e) {
        return begin(call)
                .value(0, a)
                .value(1, b)
                .value(2, c)
                .value(3, d)
                .value(4, e)
                .only();
    }

    /** A call whose second argument is a string, or bytes that it reads or writes. */
    public static long call(Syscall call, long a, byte[] b, long c, long d, long e) {
        CallBatch batch = begin(call);
        int second = batch.bytes(b);
        long result = batch.value(0, a)
                .address(1, second)
                .value(2, c)
                .value(3, d)
                .value(4, e)
                .only();
        batch.memory().get(second, b);
        return result;
    }

    /** Writes a part of an array to a file; the result is how much of it. */
    public static long write(int file, byte[] from, int start, int length) {
        CallBatch batch = begin(Syscall.WRITE);
        int second = batch.bytes(from, start, length);
        return batch.value(0, file).address(1, second).value(2, length).only();
    }

    /** A call whose second argument it reads, and whose fifth it writes. */
    public static long call(Syscall call, long a, byte[] b, long c, long d, byte[] e) {
        CallBatch batch = begin(call);
        int second = batch.bytes(b);
        int fifth = batch.reserve(e.length);
        long result = batch.value(0, a)
                .address(1, second)
                .value(2, c)
                .value(3, d)
                .address(4, fifth)
                .only();
        batch.memory().get(fifth, e);
        return result;
    }

    /** A call whose second argument it reads, and whose third it reads and writes. */
    public static long call(Syscall call, long a, byte[] b, byte[] c, long d, long e) {
        CallBatch batch = begin(call);
        int second = batch.bytes(b);
        int third = batch.bytes(c);
        long result = batch.value(0, a)
                .address(1, second)
                .address(2, third)
                .value(3, d)
                .value(4, e)
                .only();
        batch.memory().get(third, c);
        return result;
    }

    /** A call whose second and fourth arguments it reads. */
    public static long call(Syscall call, long a, byte[] b, long c, byte[] d, long e) {
        CallBatch batch = begin(call);
        int second = batch.bytes(b);
        int fourth = batch.bytes(d);
        return batch.value(0, a)
                .address(1, second)
                .value(2, c)
                .address(3, fourth)
                .value(4, e)
                .only();
    }

    /** A call whose first and third arguments it reads. */
    public static long call(Syscall call, byte[] a, long b, byte[] c, long d, long e) {
        CallBatch batch = begin(call);
        int first = batch.bytes(a);
        int third = batch.bytes(c);
        return batch.address(0, first)
                .value(1, b)
                .address(2, third)
                .value(3, d)
                .value(4, e)
                .only();
    }

    private static CallBatch begin(Syscall call) {
        CallBatch batch = BATCHES.get();
        if (batch == null) {
            KernelCalls.mustBeHere();
            batch = CallBatch.of(1, MOST_BYTES + PADDING_BYTES);
            BATCHES.set(batch);
        }
        batch.clear();
        batch.add(call);
        return batch;
    }
}
