package dev.jbuild.grammar.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SourceTextTest {

    @Test
    void countsLines() {
        assertThat(SourceText.of("f", "").lineCount()).isZero();
        assertThat(SourceText.of("f", "a").lineCount()).isEqualTo(1);
        assertThat(SourceText.of("f", "a\n").lineCount()).isEqualTo(1);
        assertThat(SourceText.of("f", "a\n\n").lineCount()).isEqualTo(2);
        assertThat(SourceText.of("f", "\n".repeat(100)).lineCount()).isEqualTo(100);
    }

    @Test
    void givesLinesWithoutTheirEnds() {
        SourceText source = SourceText.of("f", "\uFEFFa\r\nb\r\r\n\nc\rd");
        assertThat(source.text()).startsWith("a");
        assertThat(source.line(1)).isEqualTo("a");
        assertThat(source.line(2)).isEqualTo("b");
        assertThat(source.line(3)).isEmpty();
        assertThat(source.line(4)).isEqualTo("c\rd");
    }

    @Test
    void bytesThatAreNotUtf8AreReplaced() {
        byte[] latin1 = "a\n# Montréal\nb\n".getBytes(StandardCharsets.ISO_8859_1);
        SourceText source = SourceText.decode("f", latin1);
        assertThat(source.line(2)).isEqualTo("# Montr\uFFFDal");
        assertThat(source.isMalformed(1)).isFalse();
        assertThat(source.isMalformed(2)).isTrue();
    }

    @Test
    void aReplacementCharacterInTheFileIsACharacter() {
        byte[] utf8 = "\uFEFFa \uFFFD\nb\n".getBytes(StandardCharsets.UTF_8);
        SourceText source = SourceText.decode("f", utf8);
        assertThat(source.line(1)).isEqualTo("a \uFFFD");
        assertThat(source.isMalformed(1)).isFalse();
    }

    @Test
    void refusesUtf16() {
        byte[] bytes = "\uFEFFFROM a".getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> SourceText.decode("f", bytes))
                .isInstanceOf(SyntaxException.class)
                .hasMessage("f:1:1: the file is UTF-16, want UTF-8");
    }

    @Test
    void readsNoMoreThanItTakes() throws IOException {
        long[] read = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read[0]++;
                return 'x';
            }
        };
        assertThatThrownBy(() -> SourceText.read("f", endless))
                .isInstanceOf(SyntaxException.class)
                .hasMessage("f:1:1: the file has more than 16 MiB");
        assertThat(read[0]).isEqualTo(SourceText.MAX_BYTES + 1);
        byte[] most = "x".repeat(SourceText.MAX_BYTES).getBytes(StandardCharsets.US_ASCII);
        assertThat(SourceText.read("f", new ByteArrayInputStream(most)).text()).hasSize(most.length);
    }

    /** An empty tar is all NULs. */
    @Test
    void refusesWhatIsNoText() {
        for (byte[] bytes : new byte[][] {new byte[1024], {'F', 0, (byte) 0xff}}) {
            assertThatThrownBy(() -> SourceText.decode("f", bytes))
                    .isInstanceOf(SyntaxException.class)
                    .hasMessage("f:1:1: the file is no text, want instructions");
        }
        assertThat(SourceText.decode("f", new byte[] {'F', 0}).text()).isEqualTo("F\0");
    }
}
