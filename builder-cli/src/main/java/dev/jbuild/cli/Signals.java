package dev.jbuild.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the program does when it is told to stop: cancels, cleans up, and exits with 130 or 143 as the signal says. */
public final class Signals implements AutoCloseable {
    private static final long CLEAN_UP_SECONDS = 10; // the longest that a sandbox takes to end, many times over

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    private Signals(Runnable cancel) {
        this.hook = new Thread(
                () -> {
                    cancel.run();
                    awaitEnd();
                },
                "stop");
    }

    /** Calls {@code cancel} when SIGINT, SIGTERM or SIGHUP comes, and keeps the process until this is closed. */
    public static Signals cancelling(Runnable cancel) {
        Signals signals = new Signals(cancel);
        Runtime.getRuntime().addShutdownHook(signals.hook);
        return signals;
    }

    private void awaitEnd() {
        try {
            ended.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody interrupts a hook; then the process ends
        }
    }

    /** Says that everything is cleaned up. */
    @Override
    public void close() {
        ended.countDown();
    }
}
