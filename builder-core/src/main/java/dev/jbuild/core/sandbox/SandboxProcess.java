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

    @Override
    void close();
}
