package dev.jbuild.cli.progress;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Prints lines of a command, each with a beginning, many at a time. A line of plain ASCII goes as it is; in any other, what could move
 * a terminal's cursor is escaped. Used by one thread, for one piece of output.
 */
final class OutputLines implements LineSplitter.Lines {
    private static final int ENOUGH_BYTES = 64 * 1024; // 64 KiB are printed at once

    private final PrintStream to;
    private final String beginning;
    private final byte[] start;
    private byte[] buffer = new byte[1024];
    private int length;

    /** @param beginning plain ASCII */
    OutputLines(PrintStream to, String beginning) {
        this.to = to;
        this.beginning = beginning;
        this.start = beginning.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void line(byte[] bytes, int from, int to) {
        if (!isPlain(bytes, from, to)) {
            String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            print();
            this.to.println(beginning + Humane.printable(text)); // in the encoding of whoever reads it
            return;
        }
        int more = start.length + to - from + 1;
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
        System.arraycopy(start, 0, buffer, length, start.length);
        System.arraycopy(bytes, from, buffer, length + start.length, to - from);
        length += more;
        buffer[length - 1] = '\n';
        if (length >= ENOUGH_BYTES) {
            print();
        }
    }

    /** Prints what is left. */
    void print() {
        if (length > 0) {
            to.write(buffer, 0, length);
            length = 0;
        }
    }

    private static boolean isPlain(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if ((b < 0x20 || b == 0x7f) && b != '\t') {
                return false;
            }
        }
        return true;
    }
}
