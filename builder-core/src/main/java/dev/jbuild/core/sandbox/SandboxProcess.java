package dev.jbuild.core.sandbox;

import java.util.concurrent.CompletionStage;

/** A command in a sandbox. Closing kills all of its processes and waits for their end; closing twice is fine. Thread-safe. */
public interface SandboxProcess extends AutoCloseable {

    /**
     * How it ended, when its output has been delivered whole. Fails with a BuildException when the sandbox could not be made or
     * the command not be started.
     */
    CompletionStage<ExitStatus> exit();

    /** What the command changed; valid after {@link #exit}, until {@link #close}. */
    RootFsChanges changes();

    /**
     * Hands a signal on to the command, by its number. One that the command neither handles nor ignores ends it as it would outside,
     * although the first process of a namespace is immune to those. Nothing happens when it has ended.
     */
    void signal(int number);

    @Override
    void close();
}
