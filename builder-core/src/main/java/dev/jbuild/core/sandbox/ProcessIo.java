package dev.jbuild.core.sandbox;

import java.io.InputStream;

/** How a command is connected: nothing on stdin, a stream, or a terminal. */
public sealed interface ProcessIo {

    OutputSink output();

    /** stdin is empty. */
    record NoInput(OutputSink output) implements ProcessIo {}

    /** stdin is this stream, which is read until it ends or the command does; not closed. */
    record Input(InputStream stdin, OutputSink output) implements ProcessIo {}

    /** A terminal of the sandbox's own; all output is STDOUT. */
    record Terminal(InputStream stdin, OutputSink output, TerminalSize size) implements ProcessIo {}

    /** Tells the size of the user's terminal, now and when it changes. */
    interface TerminalSize {
        int rows();

        int columns();

        void onChange(Runnable listener);
    }
}
