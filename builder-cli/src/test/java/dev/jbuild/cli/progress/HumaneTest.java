package dev.jbuild.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumaneTest {

    @ParameterizedTest(name = "{0} bytes are {1}")
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.00 kB",
        "41240000, 41.2 MB",
        "132200000, 132 MB",
        "999600000, 1.00 GB",
        "9999, 10.0 kB"
    })
    void showsSizesInUnitsOfAThousand(long bytes, String shown) {
        assertThat(Humane.size(bytes)).isEqualTo(shown);
    }

    @ParameterizedTest(name = "{0} ms are {1}")
    @CsvSource({"0, 0.0s", "412, 0.4s", "59949, 59.9s", "59950, 1m00s", "125000, 2m05s", "3720000, 1h02m"})
    void showsTimesShortly(long millis, String shown) {
        assertThat(Humane.time(Duration.ofMillis(millis))).isEqualTo(shown);
    }

    @ParameterizedTest(name = "{0} s are {1}")
    @CsvSource({
        "0, Less than a second ago",
        "1, 1 second ago",
        "59, 59 seconds ago",
        "60, About a minute ago",
        "720, 12 minutes ago",
        "3600, About an hour ago",
        "90000, 25 hours ago",
        "864000, 10 days ago",
        "1814400, 3 weeks ago",
        "15552000, 6 months ago",
        "94608000, 3 years ago"
    })
    void saysHowLongAgoAsDockerDoes(long seconds, String shown) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(Humane.ago(now.minusSeconds(seconds), now)).isEqualTo(shown);
    }

    @Test
    void lettingNothingMoveTheCursor() {
        assertThat(Humane.printable("a\tb\033[2Jc\rd\u009bé")).isEqualTo("a\tb\\x1b[2Jc\\x0dd\\x9bé");
    }

    @Test
    void clipsWithAnEllipsis() {
        assertThat(Humane.clip("abcdef", 4)).isEqualTo("abc…");
        assertThat(Humane.clip("abcd", 4)).isEqualTo("abcd");
    }
}
