package dev.jbuild.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "https://a.example/f,https://a.example/f",
        "http://a.example/a b,http://a.example/a%20b",
        "http://a.example/ü?q=a|b,http://a.example/%C3%BC?q=a%7Cb",
        "http://a.example/a%20b,http://a.example/a%20b",
        "http://[::1]:80/f,http://[::1]:80/f",
        "http://a.example/{x},http://a.example/%7Bx%7D",
    })
    void escapesWhatCannotStandInAnAddress(String text, String uri) {
        assertThat(HttpAddress.parse(text)).hasToString(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://", "http:///f", "http://a.example:99999/f", "http://[::1/f", "http://a.example/%zz"})
    void refusesWhatNamesNoHost(String text) {
        assertThatThrownBy(() -> HttpAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsNeitherPasswordsNorQueries() {
        assertThat(HttpAddress.shown(HttpAddress.parse("https://me:secret@a.example:8443/f?token=secret#x")))
                .isEqualTo("https://a.example:8443/f");
    }
}
