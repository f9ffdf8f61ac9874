package dev.jbuild.cli.progress;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The last few of a command's lines, as they came: most of them are never shown. Used by one thread at a time. */
final class LastLines implements LineSplitter.Lines {
    private static final int SHOWN_BYTES = 4 * 1024; // 4 KiB of a line are wider than any terminal

    private final byte[][]
            lines; // line n at n modulo their number; copies of each would be as much garbage as there is output
    private final int[] lengths;
    private long count;

    LastLines(int kept) {
        lines = new byte[kept][0];
        lengths = new int[kept];
    }

    @Override
    public void line(byte[] bytes, int from, int to) {
        int slot = slot(count);
        int length = Math.min(to - from, SHOWN_BYTES);
        if (lines[slot].length < length) {
            lines[slot] = new byte[Math.min(2 * length, SHOWN_BYTES)];
        }
        System.arraycopy(bytes, from, lines[slot], 0, length);
        lengths[slot] = length;
        count++;
    }

    /** They, oldest first, as a terminal may show them. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (long number = Math.max(0, count - lines.length); number < count; number++) {
            int slot = slot(number);
            texts.add(Humane.printable(new String(lines[slot], 0, lengths[slot], StandardCharsets.UTF_8)));
        }
        return texts;
    }

    private int slot(long number) {
        return (int) (number % lines.length);
    }
}
