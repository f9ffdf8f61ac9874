package dev.jbuild.core.step;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines of a command's output, each cut where it is too long, and how many there were. Thread-safe. */
final class OutputTail {
    static final int KEPT_LINES = 20;
    private static final int MAX_LINE_BYTES = 2048; // 2 KiB of a line are shown

    private final Deque<String> lines = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long count;
    private boolean inLine;

    /** Takes bytes up to the buffer's limit and leaves its position alone. */
    synchronized void write(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            byte b = bytes.get(i);
            if (b == '\n') {
                endLine();
            } else {
                inLine = true;
                if (line.size() < MAX_LINE_BYTES) {
                    line.write(b);
                }
            }
        }
    }

    /** How many lines there were, an unfinished last one included. */
    synchronized long lineCount() {
        return count + (inLine ? 1 : 0);
    }

    /** The last ones, oldest first. */
    synchronized List<String> lines() {
        if (inLine) {
            endLine();
        }
        return List.copyOf(lines);
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        lines.addLast(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        if (lines.size() > KEPT_LINES) {
            lines.removeFirst();
        }
        count++;
        line.reset();
        inLine = false;
    }
}
