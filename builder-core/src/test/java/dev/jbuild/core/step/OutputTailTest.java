package dev.jbuild.core.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTailTest {
    private final OutputTail tail = new OutputTail();

    private void write(String text) {
        byte[] bytes = (text + "not these").getBytes(StandardCharsets.UTF_8);
        tail.write(bytes, bytes.length - "not these".length());
    }

    @Test
    void keepsTheLastLinesAndCountsAll() {
        for (int i = 1; i <= 100; i++) {
            write("line " + i + "\n");
        }
        assertThat(tail.lineCount()).isEqualTo(100);
        assertThat(tail.lines()).hasSize(20).startsWith("line 81").endsWith("line 100");
    }

    @Test
    void countsLinesThatOnePieceHasTooManyOf() {
        StringBuilder many = new StringBuilder("0");
        for (int i = 1; i <= 1000; i++) {
            many.append("\n").append(i);
        }
        write("x");
        write(many.toString());
        assertThat(tail.lineCount()).isEqualTo(1001);
        assertThat(tail.lines()).hasSize(20).startsWith("981").endsWith("1000");
        write(" and more\nlast\n");
        assertThat(tail.lineCount()).isEqualTo(1002);
        assertThat(tail.lines()).hasSize(20).startsWith("982").endsWith("1000 and more", "last");
    }

    @Test
    void joinsPiecesAndKeepsAnUnfinishedLine() {
        write("a");
        write("b\nc\r\n\nd");
        assertThat(tail.lineCount()).isEqualTo(4);
        assertThat(tail.lines()).containsExactly("ab", "c", "", "d");
    }

    @Test
    void cutsALineWithoutEnd() {
        write("x".repeat(1_000_000));
        assertThat(tail.lines())
                .singleElement()
                .satisfies(line -> assertThat(line).hasSize(2048));
    }

    @Test
    void hasNothingOfASilentCommand() {
        assertThat(tail.lines()).isEmpty();
        assertThat(tail.lineCount()).isZero();
    }
}
