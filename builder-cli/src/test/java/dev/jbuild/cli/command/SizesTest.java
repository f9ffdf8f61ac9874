package dev.jbuild.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "500, 500",
        "500b, 500",
        "64k, 65536",
        "64K, 65536",
        "1m, 1048576",
        "1MB, 1048576",
        "1 MiB, 1048576",
        "1.5g, 1610612736",
        "0.1g, 107374182",
        "0.5, 0",
        "2t, 2199023255552",
        "8388607t, 9223370937343148032"
    })
    void readsWhatDockerReads(String text, long bytes) {
        assertThat(Sizes.parse("--memory", text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "x",
                "m",
                "1x",
                "1bb",
                "1mm",
                "1ib",
                "1.5.2g",
                ".5g",
                "5.g",
                "1e3",
                "8388608t",
                "99999999999999999999",
                "٣m"
            })
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> Sizes.parse("--memory", text))
                .isInstanceOf(BuildException.class)
                .hasMessage("got --memory \"" + text + "\", want a size such as 64m or 1.5g");
    }

    @Test
    void isExactWhereNumbersAreLarge() {
        assertThat(Sizes.parse("--max-size", "9007199254740993")).isEqualTo(9007199254740993L);
    }
}
