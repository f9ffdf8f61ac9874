package dev.jbuild.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LastLinesTest {
    private final LastLines lines = new LastLines(3);

    private void add(String text) {
        byte[] bytes = ("before" + text + "after").getBytes(StandardCharsets.UTF_8);
        lines.line(bytes, "before".length(), bytes.length - "after".length());
    }

    @Test
    void keepsTheLastOnesOldestFirst() {
        assertThat(lines.texts()).isEmpty();
        add("a long one");
        add("");
        assertThat(lines.texts()).containsExactly("a long one", "");
        add("c");
        add("d");
        add("a longer one than before");
        assertThat(lines.texts()).containsExactly("c", "d", "a longer one than before");
        add("");
        add("short");
        assertThat(lines.texts()).containsExactly("a longer one than before", "", "short");
    }

    @Test
    void cutsALineAndEscapesWhatMovesTheCursor() {
        add("x".repeat(1_000_000));
        add("\033[2J");
        assertThat(lines.texts().get(0)).hasSize(4096);
        assertThat(lines.texts().get(1)).doesNotContain("\033").contains("[2J");
    }
}
