package dev.jbuild.core.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTextTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT5M, 5m0s",
        "PT1M30S, 1m30s",
        "PT0.5S, 500ms",
        "PT0.0015S, 1.5ms",
        "PT0.00000025S, 250ns",
        "PT0.000001S, 1µs",
        "PT1.05S, 1.05s",
        "PT25H, 25h0m0s",
        "PT-2S, -2s",
    })
    void writesDurations(Duration duration, String text) {
        assertThat(GoText.duration(duration)).isEqualTo(text);
    }

    @Test
    void quotesWhatIsNotPrintable() {
        assertThat(GoText.quoted("a\"b\\c\n\t\u0001\u007f é☃\u00a0\u2028\ud83d\ude00"))
                .isEqualTo("\"a\\\"b\\\\c\\n\\t\\x01\\x7f é☃\\u00a0\\u2028\ud83d\ude00\"");
    }

    @Test
    void quotesLists() {
        assertThat(GoText.quoted(List.of("/bin/sh", "-c", "x y"))).isEqualTo("[\"/bin/sh\" \"-c\" \"x y\"]");
        assertThat(GoText.quoted(List.of())).isEqualTo("[]");
        assertThat(GoText.plain(List.of("a", "b c"))).isEqualTo("[a b c]");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {"0, \\x00", "3, \\x03", "10, \\n", "39, \\'", "40, (", "55296, \ufffd", "-1, \ufffd"})
    void quotesNumbersAsCharacters(int number, String text) {
        assertThat(GoText.quotedCharacter(number)).isEqualTo("'" + text + "'");
    }
}
