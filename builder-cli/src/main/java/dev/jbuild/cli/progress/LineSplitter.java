package dev.jbuild.cli.progress;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a command's output into lines. A carriage return ends a line too, as progress bars mean it; long lines come in pieces. Used
 * by one thread.
 */
final class LineSplitter {
    private static final int MAX_LINE_BYTES = 16 * 1024; // 16 KiB

    private byte[] line = new byte[256];
    private int length;
    private boolean afterReturn;

    /** The lines that these bytes complete. */
    List<String> accept(ByteBuffer bytes) {
        List<String> lines = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (b == '\n' && afterReturn) {
                afterReturn = false;
            } else if (b == '\n' || b == '\r') {
                afterReturn = b == '\r';
                lines.add(take());
            } else {
                afterReturn = false;
                append(b);
                if (length == MAX_LINE_BYTES) {
                    lines.add(take());
                }
            }
        }
        return lines;
    }

    /** What is left without a line end. */
    List<String> finish() {
        return length == 0 ? List.of() : List.of(take());
    }

    private void append(byte b) {
        if (length == line.length) {
            line = Arrays.copyOf(line, line.length * 2);
        }
        line[length++] = b;
    }

    private String take() {
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        length = 0;
        return text;
    }
}
