package dev.jbuild.core.sandbox;

import java.io.IOException;

/**
 * Port: isolation around a RUN. Makes the rootfs from layers, carries the command out in namespaces of its own, leaves nothing
 * mounted and no process, however it ends. Thread-safe.
 */
public interface Sandbox {

    /** The tag of the directory forms that this sandbox wants; see {@link dev.jbuild.core.store.DirectoryForm}. */
    String directoryTag();

    /**
     * Starts a command.
     *
     * @return the process, which the caller closes
     */
    SandboxProcess start(ProcessSpec spec, ProcessIo io) throws IOException;
}
