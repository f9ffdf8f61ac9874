package dev.jbuild.core.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.plan.SecretNames;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of the small forms inside of arguments: paths, ports, signals, modes, names. */
class ArgumentFormsTest {

    @ParameterizedTest
    @CsvSource({
        "/, a, /a",
        "/w, a/../b, /w/b",
        "/w, /abs//x/, /abs/x",
        "/w, ../../.., /",
        "/w, '', /w",
        "/w, ., /w",
        "'', a, /a",
    })
    void resolvesPaths(String directory, String path, String resolved) {
        assertThat(UnixPath.resolve(directory, path)).isEqualTo(resolved);
    }

    @ParameterizedTest
    @CsvSource({"'', true", "., true", "a/, true", "a/., true", "a, false", ".., false", "a., false", "/, true"})
    void seesWhatNamesADirectory(String path, boolean directory) {
        assertThat(UnixPath.namesDirectory(path)).isEqualTo(directory);
    }

    @ParameterizedTest
    @CsvSource({
        "80, 80/tcp",
        "53/udp, 53/udp",
        "53/UDP, 53/udp",
        "9/sctp, 9/sctp",
        "80/, 80/tcp",
        "7-9, 7/tcp 8/tcp 9/tcp",
        "0, 0/tcp",
        "65535, 65535/tcp",
        "127.0.0.1:8080:80, 80/tcp",
        "[::1]:8080:80, 80/tcp",
        "127.0.0.1::80, 80/tcp",
        "8000-8010:80, 80/tcp",
        "8000-8001:80-81/udp, 80/udp 81/udp",
    })
    void readsPorts(String text, String ports) {
        assertThat(Ports.parse(text).ports()).isEqualTo(List.of(ports.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/tcp", "http", "80/quic", "65536", "-1", "9-8", "1-2-3", "1-", "8000-8002:80-81", "a:80"})
    void refusesPorts(String text) {
        assertThatThrownBy(() -> Ports.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("invalid port \"" + text + "\": got ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SIGTERM", "term", "Sigkill", "9", "64", "1000", "-9", "RTMIN+3", "SIGRTMAX-14", "SIGWINCH"})
    void knowsSignals(String text) {
        assertThat(Signals.isSignal(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "SIGNIFICANT", "SIGSIGTERM", "RTMIN+16", "RTMAX-15", "RTMIN+", "9 "})
    void refusesSignals(String text) {
        assertThat(Signals.isSignal(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "755", "0755", "7777", "u+x", "u=rwX,go=rX", "+x", "a-w", "g=u", "u+r-w", "u="})
    void knowsModes(String text) {
        assertThat(FileModes.isMode(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "10000", "rwx", "u", "u+x,", "u+z", "u+x go+r", "77777777777777777777"})
    void refusesModes(String text) {
        assertThat(FileModes.isMode(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TOKEN", "api_key", "DATABASE_PASSWORD", "secret_MESSAGE", "AUTH", "MY_APIKEY_2"})
    void suspectsSecrets(String name) {
        assertThat(SecretNames.looksSecret(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"KEYBOARD", "PUBLIC_KEY", "TOKEN_FILE", "AUTH_VERSION", "TOKENS", ""})
    void trustsOtherNames(String name) {
        assertThat(SecretNames.looksSecret(name)).isFalse();
    }
}
