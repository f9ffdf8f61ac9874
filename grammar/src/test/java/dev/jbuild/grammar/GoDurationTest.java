package dev.jbuild.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

    @ParameterizedTest(name = "[{0}]")
    @CsvSource({
        "0, 0", "0s, 0", "5s, 5000000000", "1m30s, 90000000000", "1.5s, 1500000000", ".5s, 500000000",
                "1.s, 1000000000",
        "-3us, -3000", "+2ms, 2000000", "1h, 3600000000000", "1ns, 1", "2µs, 2000", "2μs, 2000", "1.9ns, 1",
        "2540400h10m10.000000000s, 9145440610000000000"
    })
    void reads(String text, long nanos) {
        assertThat(GoDuration.parse(text)).contains(Duration.ofNanos(nanos));
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {"", "-", "5", "s", ".s", "1.2.3s", "1d", "1 s", "s1", "1s2", "1e3s", "99999999h", "١s", "--1s"})
    void refuses(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }

    @Property
    void readsWhatItWrites(@ForAll @LongRange(min = 0) long nanos) {
        Duration duration = Duration.ofNanos(nanos);
        assertThat(GoDuration.parse(GoDuration.print(duration))).isEqualTo(Optional.of(duration));
    }
}
