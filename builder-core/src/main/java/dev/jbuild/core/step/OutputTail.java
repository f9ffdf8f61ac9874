package dev.jbuild.core.step;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The last lines of a command's output, each cut where it is too long, and how many there were. Thread-safe. */
final class OutputTail {
    static final int KEPT_LINES = 20;
    private static final int MAX_LINE_BYTES = 2048; // 2 KiB of a line are shown

    // Line n at n modulo their number, the unfinished one as well; used again and again, as copies would be garbage of
    // every piece.
    private final byte[][] lines = new byte[KEPT_LINES + 1][128];
    private final int[] lengths = new int[KEPT_LINES + 1];
    private long count;
    private boolean inLine;

    /** Takes the next bytes, the first ones of an array. Lines that are pushed out at once are only counted. */
    synchronized void write(byte[] bytes, int end) {
        int from = 0;
        int ends = 0;
        for (int i = 0; i < end; i++) {
            if (bytes[i] == '\n') {
                ends++;
            }
        }
        for (int i = 0; ends > 0; i++) {
            if (bytes[i] == '\n') {
                if (ends <= KEPT_LINES) {
                    append(bytes, from, i);
                }
                count++;
                lengths[slot(count)] = 0;
                inLine = false;
                ends--;
                from = i + 1;
            }
        }
        if (from < end) {
            append(bytes, from, end);
            inLine = true;
        }
    }

    private void append(byte[] bytes, int from, int to) {
        int slot = slot(count);
        int length = lengths[slot];
        int taken = Math.min(to - from, MAX_LINE_BYTES - length);
        if (length + taken > lines[slot].length) {
            lines[slot] = Arrays.copyOf(lines[slot], MAX_LINE_BYTES);
        }
        System.arraycopy(bytes, from, lines[slot], length, taken);
        lengths[slot] = length + taken;
    }

    private static int slot(long number) {
        return (int) (number % (KEPT_LINES + 1));
    }

    /** How many lines there were, an unfinished last one included. */
    synchronized long lineCount() {
        return count + (inLine ? 1 : 0);
    }

    /** The last ones, oldest first, an unfinished last one included. */
    synchronized List<String> lines() {
        List<String> texts = new ArrayList<>();
        long end = lineCount();
        for (long number = Math.max(0, end - KEPT_LINES); number < end; number++) {
            int slot = slot(number);
            String text = new String(lines[slot], 0, lengths[slot], StandardCharsets.UTF_8);
            texts.add(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        }
        return texts;
    }
}
