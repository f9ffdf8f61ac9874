package dev.jbuild.core.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Port: forwarded ssh agents, by id. */
public interface SshAgents {

    /** The socket to mount for an id, open until the build ends; empty when there is none. */
    Optional<Path> socket(String id) throws IOException;

    /**
     * Opens a socket at a path where nothing is, for one step: the agent answers there until what is returned is closed. Empty when
     * there is none of this id, and with those who have agents for jbuild itself only.
     */
    default Optional<AutoCloseable> forward(String id, Path at) throws IOException {
        return Optional.empty();
    }
}
