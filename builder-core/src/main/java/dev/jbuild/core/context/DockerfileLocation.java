package dev.jbuild.core.context;

import java.nio.file.Path;

/** Where the user said that the Dockerfile is. */
public sealed interface DockerfileLocation {

    /** Nowhere: {@code Dockerfile}, {@code dockerfile} or {@code Containerfile} in the context. */
    record Unnamed() implements DockerfileLocation {}

    /**
     * {@code -f FILE}.
     *
     * @param written as the user wrote it; with a context from standard input a path inside of it
     * @param path on the host, for a context that is a directory; it may lie anywhere
     */
    record Named(String written, Path path) implements DockerfileLocation {}

    /** {@code -f -}. */
    record StandardInput() implements DockerfileLocation {}

    /** Bytes that the caller has: a URL's, or a pipe's. */
    record Given(DockerfileText text) implements DockerfileLocation {}
}
