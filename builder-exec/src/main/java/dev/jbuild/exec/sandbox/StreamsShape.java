package dev.jbuild.exec.sandbox;

import java.nio.file.Path;

/** How the command's standard streams are connected inside. */
sealed interface StreamsShape {

    /** /dev/null for input, the runner's own streams for output. */
    record Empty() implements StreamsShape {}

    /** Input from a FIFO on the host, which is open already; output as above. */
    record Piped(Path fifo) implements StreamsShape {}

    /** A terminal. Input comes by the lease, sizes (struct winsize) by a FIFO on the host, which is open already. */
    record Terminal(Path sizes, int rows, int columns) implements StreamsShape {}
}
