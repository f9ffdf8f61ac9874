package dev.jbuild.core.step;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The last lines of a command's output, each cut where it is too long, and how many there were. Thread-safe. */
final class OutputTail {
    static final int KEPT_LINES = 20;
    private static final int MAX_LINE_BYTES = 2048; // 2 KiB of a line are shown

    private final byte[][] lines = new byte[KEPT_LINES][]; // as they came, line n at n modulo their number
    private byte[] line = new byte[128];
    private int length;
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
                    endLine();
                } else {
                    count++;
                    length = 0;
                }
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
        int taken = Math.min(to - from, MAX_LINE_BYTES - length);
        if (length + taken > line.length) {
            line = Arrays.copyOf(line, MAX_LINE_BYTES);
        }
        System.arraycopy(bytes, from, line, length, taken);
        length += taken;
    }

    /** How many lines there were, an unfinished last one included. */
    synchronized long lineCount() {
        return count + (inLine ? 1 : 0);
    }

    /** The last ones, oldest first. */
    synchronized List<String> lines() {
        if (inLine) {
            endLine();
            inLine = false;
        }
        List<String> texts = new ArrayList<>();
        for (long number = Math.max(0, count - KEPT_LINES); number < count; number++) {
            String text = new String(lines[(int) (number % KEPT_LINES)], StandardCharsets.UTF_8);
            texts.add(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        }
        return texts;
    }

    private void endLine() {
        lines[(int) (count % KEPT_LINES)] = Arrays.copyOf(line, length);
        count++;
        length = 0;
    }
}
