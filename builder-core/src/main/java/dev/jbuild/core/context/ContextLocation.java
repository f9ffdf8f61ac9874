package dev.jbuild.core.context;

import java.nio.file.Path;

/** What the user named as the build context. */
public sealed interface ContextLocation {

    /** A directory of the host, which is followed as any path of the user's own. */
    record Directory(Path path) implements ContextLocation {}

    /** {@code -}: an archive on standard input, or a Dockerfile that comes alone. */
    record StandardInput() implements ContextLocation {}
}
