package dev.jbuild.core.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Port: forwarded ssh agents, by id. */
public interface SshAgents {

    /** The socket to mount for an id, open until the build ends; empty when there is none. */
    Optional<Path> socket(String id) throws IOException;
}
