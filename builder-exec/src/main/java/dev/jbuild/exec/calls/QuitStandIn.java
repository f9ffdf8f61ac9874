package dev.jbuild.exec.calls;

import dev.jbuild.exec.program.Syscall;
import java.nio.ByteBuffer;

/**
 * Has this process get another signal instead of SIGQUIT, which a JVM keeps to itself for a report of its threads: one that Java can
 * handle, and that nobody sends. Closing gives SIGQUIT back to the JVM. Does nothing where there is no native code. A JVM that is asked
 * for its threads by jstack is asked by SIGQUIT, too.
 */
public final class QuitStandIn implements AutoCloseable {
    /** The signal that comes, {@code SIGSTKFLT}, as Java calls it. */
    public static final String NAME = "STKFLT";

    /** Its number on Linux, everywhere. */
    public static final int NUMBER = 16;

    /** SIGQUIT. */
    public static final int QUIT = 3;

    private static final int ACTION_BYTES = 32; // the kernel's struct sigaction: handler, flags, restorer, mask
    private static final int SET_BYTES = 8;
    private static final byte[] NOTHING = new byte[0];

    private final byte[] before; // empty when nothing was changed

    private QuitStandIn(byte[] before) {
        this.before = before;
    }

    /** From now on the other one comes, for which there must be a handler. */
    public static QuitStandIn begin() {
        if (!CallBatch.isSupported()) {
            return new QuitStandIn(NOTHING);
        }
        byte[] before = new byte[ACTION_BYTES];
        CallBatch batch = CallBatch.of(1, ACTION_BYTES);
        int at = batch.reserve(ACTION_BYTES);
        if (action(batch, 2, at) < 0) {
            return new QuitStandIn(NOTHING);
        }
        ByteBuffer memory = batch.memory();
        memory.get(at, before);
        memory.putLong(at, KernelCalls.standIn()); // flags, and how a handler returns, as the JVM has them
        return new QuitStandIn(action(batch, 1, at) < 0 ? NOTHING : before);
    }

    /** Reads (argument 2) or sets (argument 1) what is done at SIGQUIT. */
    private static long action(CallBatch batch, int argument, int at) {
        batch.clearCalls();
        batch.add(Syscall.RT_SIGACTION);
        return batch.value(0, QUIT).address(argument, at).value(3, SET_BYTES).only();
    }

    @Override
    public void close() {
        if (before.length > 0) {
            CallBatch batch = CallBatch.of(1, ACTION_BYTES);
            action(batch, 1, batch.bytes(before));
        }
    }
}
