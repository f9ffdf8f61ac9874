package dev.jbuild.cli.progress;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;

/** What a command printed, for people to read later: the same lines as plain progress shows, without what stands before them. */
public final class ShownOutput {
    private static final int BUFFER_BYTES = 32 * 1024;

    private ShownOutput() {}

    /** Prints all of it; what could move a terminal's cursor is escaped. Closes neither. */
    public static void print(InputStream in, PrintStream out) throws IOException {
        LineSplitter splitter = new LineSplitter();
        OutputLines lines = new OutputLines(out);
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            splitter.accept(ByteBuffer.wrap(buffer, 0, count), lines);
        }
        splitter.finish(lines);
        lines.print();
    }
}
