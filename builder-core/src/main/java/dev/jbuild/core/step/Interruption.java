package dev.jbuild.core.step;

import dev.jbuild.core.solver.Cancellation;
import dev.jbuild.core.solver.Stages;
import java.io.IOException;

/** Wakes the thread of a transfer when its build is to stop. */
record Interruption(Cancellation cancellation) {

    static Interruption of(Cancellation cancellation) {
        return new Interruption(cancellation);
    }

    /** Does something that can be interrupted; afterwards the thread is as it was, for others use it too. */
    <T> T during(Stages.Io<T> transfer) throws IOException {
        cancellation.check();
        Thread thread = Thread.currentThread();
        Cancellation.Registration registration = cancellation.onCancel(thread::interrupt);
        try {
            return transfer.get();
        } catch (IOException | RuntimeException e) {
            cancellation.check();
            throw e;
        } finally {
            registration.close();
            if (cancellation.isCancelled()) {
                Thread.interrupted();
            }
        }
    }
}
