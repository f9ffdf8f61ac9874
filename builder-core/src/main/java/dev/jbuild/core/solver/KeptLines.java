package dev.jbuild.core.solver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines of a list that was kept, read from front to back: one by one, or skipped as long as others are the same bytes. Used by one thread. */
final class KeptLines {
    private static final int BUFFER_BYTES = 64 * 1024; // 64 KiB, more than most who compare have at once

    private final InputStream in;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int start; // of what is in the buffer
    private int end;
    private boolean ended;

    /** @param in read to its end, where it may be verified; the caller closes */
    KeptLines(InputStream in) {
        this.in = in;
    }

    /** Skips the lines that are next here and among the given ones, which are whole: returns how many bytes they have. */
    int skipSame(byte[] lines, int from, int to) throws IOException {
        fill(Math.min(to - from, BUFFER_BYTES));
        int length = Math.min(to - from, end - start);
        int differs = Arrays.mismatch(lines, from, from + length, buffer, start, start + length);
        int same = differs < 0 ? length : differs;
        while (same > 0 && lines[from + same - 1] != '\n') {
            same--;
        }
        start += same;
        return same;
    }

    /** The next line without its end; null behind the last. */
    @Nullable
    String readLine() throws IOException {
        fill(1);
        int seen = start; // up to here there is no end of a line
        while (true) {
            int lineEnd = endOfLine(buffer, seen, end);
            if (lineEnd > 0 || ended) {
                int length = (lineEnd > 0 ? lineEnd - 1 : end) - start;
                String line = new String(buffer, start, length, StandardCharsets.ISO_8859_1);
                boolean behindLast = start == end;
                start = lineEnd > 0 ? lineEnd : end;
                return behindLast ? null : line;
            }
            int length = end - start;
            fill(length + 1);
            seen = start + length;
        }
    }

    /** Has so many bytes in the buffer, or all that are left. */
    private void fill(int bytes) throws IOException {
        if (ended || end - start >= bytes) {
            return;
        }
        byte[] from = buffer;
        if (bytes > buffer.length) {
            buffer = new byte[2 * buffer.length];
        }
        System.arraycopy(from, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        while (!ended && end < buffer.length) {
            int count = in.read(buffer, end, buffer.length - end);
            ended = count < 0;
            end += Math.max(0, count);
        }
    }

    /** Behind the end of the line that begins here, or contains this byte; 0 when it does not end. */
    static int endOfLine(byte[] lines, int from, int to) {
        for (int i = from; i < to; i++) {
            if (lines[i] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    /** Where the last of some whole lines begins. */
    static int lastLine(byte[] lines, int from, int to) {
        int start = to - 1;
        while (start > from && lines[start - 1] != '\n') {
            start--;
        }
        return start;
    }
}
