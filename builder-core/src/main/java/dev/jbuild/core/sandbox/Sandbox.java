package dev.jbuild.core.sandbox;

import java.io.IOException;

/**
 * Port: isolation around a RUN. Makes the rootfs from layers, carries the command out in namespaces of its own, leaves nothing
 * mounted and no process, however it ends. Thread-safe.
 */
public interface Sandbox {

    /**
     * The tag of the directory forms that this sandbox wants, as a store calls them: {@code root}, {@code userns-<map>} or {@code
     * single}. In all of them an emptied directory carries {@code user.overlay.opaque}, in those of root {@code
     * trusted.overlay.opaque} as well; a whiteout is a 0/0 device.
     */
    String directoryTag();

    /**
     * Starts a command.
     *
     * @return the process, which the caller closes
     */
    SandboxProcess start(ProcessSpec spec, ProcessIo io) throws IOException;
}
