package dev.jbuild.cli.progress;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Prints lines of a command, each with a beginning, many at a time. A line of plain ASCII goes as it is; in any other, what could move
 * a terminal's cursor is escaped. Used by one thread at a time, for one piece of output after the other: its buffer would else be garbage,
 * four times as much as there is output.
 */
final class OutputLines implements LineSplitter.Lines {
    private static final int ENOUGH_BYTES = 64 * 1024; // 64 KiB are printed at once

    private final PrintStream to;
    private String beginning = "";
    private byte[] start = new byte[0];
    private byte[] buffer = new byte[1024];
    private int length;

    OutputLines(PrintStream to) {
        this.to = to;
    }

    /** @param text stands before the lines from now on; plain ASCII */
    OutputLines beginningWith(String text) {
        if (!text.equals(beginning)) {
            beginning = text;
            start = text.getBytes(StandardCharsets.US_ASCII);
        }
        return this;
    }

    @Override
    public void line(byte[] bytes, int from, int to) {
        if (!isPlain(bytes, from, to)) {
            if (isUtf8()) {
                escaped(bytes, from, to);
                return;
            }
            String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            print();
            this.to.println(beginning + Humane.printable(text)); // in the encoding of whoever reads it
            return;
        }
        begin(to - from);
        System.arraycopy(bytes, from, buffer, length, to - from);
        end(length + to - from);
    }

    private void escaped(byte[] bytes, int from, int to) {
        begin((to - from) * PrintableBytes.MOST_FOR_ONE);
        end(PrintableBytes.write(bytes, from, to, buffer, length));
    }

    /** The beginning of a line that has so many bytes behind it. */
    private void begin(int count) {
        int all = length + start.length + count + 1;
        if (all > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, all));
        }
        System.arraycopy(start, 0, buffer, length, start.length);
        length += start.length;
    }

    private void end(int at) {
        buffer[at] = '\n';
        length = at + 1;
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

    /** Whether the standard streams are: they themselves do not say so before Java 18. */
    private static boolean isUtf8() {
        String known = System.getProperty("stderr.encoding", System.getProperty("sun.stderr.encoding"));
        String name = known == null ? Charset.defaultCharset().name() : known;
        return name.equalsIgnoreCase(StandardCharsets.UTF_8.name());
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
