package dev.jbuild.cli.progress;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a command's output into lines. A carriage return ends a line too, as progress bars mean it; long lines come in pieces. Used
 * by one thread.
 */
final class LineSplitter {
    private static final int MAX_LINE_BYTES = 16 * 1024; // 16 KiB

    private byte[] line = new byte[256];
    private int length;
    private boolean afterReturn;
    private byte[] chunk = new byte[0];

    /** Takes lines. What is between the two places is theirs until they return. */
    interface Lines {
        void line(byte[] bytes, int from, int to);
    }

    /** Hands on the lines that these bytes complete: most of them from where they lie, without a copy of each. Leaves the buffer as it is. */
    void accept(ByteBuffer bytes, Lines lines) {
        int count = bytes.remaining();
        if (chunk.length < count) {
            chunk = new byte[count];
        }
        bytes.get(bytes.position(), chunk, 0, count);
        int start = 0;
        while (start < count) {
            boolean rest = afterReturn && chunk[start] == '\n'; // of a line end of two bytes
            afterReturn = false;
            start = rest ? start + 1 : lineFrom(start, count, lines);
        }
    }

    /** One line, a piece of a long one or the beginning of one; returns where the next begins. */
    private int lineFrom(int start, int count, Lines lines) {
        int most = Math.min(count, start + MAX_LINE_BYTES - length);
        int end = start;
        while (end < most && chunk[end] != '\n' && chunk[end] != '\r') {
            end++;
        }
        if (end < most) {
            afterReturn = chunk[end] == '\r';
            hand(start, end, lines);
            return end + 1;
        }
        if (length + end - start == MAX_LINE_BYTES) {
            hand(start, end, lines);
        } else {
            append(start, end);
        }
        return end;
    }

    private void hand(int start, int end, Lines lines) {
        if (length == 0) {
            lines.line(chunk, start, end);
            return;
        }
        append(start, end);
        finish(lines);
    }

    /** What is left without a line end. */
    void finish(Lines lines) {
        if (length > 0) {
            int all = length;
            length = 0;
            lines.line(line, 0, all);
        }
    }

    private void append(int start, int end) {
        if (length + end - start > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + end - start));
        }
        System.arraycopy(chunk, start, line, length, end - start);
        length += end - start;
    }
}
