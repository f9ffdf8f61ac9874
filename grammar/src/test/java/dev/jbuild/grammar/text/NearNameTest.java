package dev.jbuild.grammar.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearNameTest {

    private static final List<String> KNOWN = List.of("FROM", "RUN", "COPY", "ENTRYPOINT", "HEALTHCHECK");

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "FORM, FROM",
        "form, FROM",
        "RUM, RUN",
        "COPPY, COPY",
        "ENTRY_POINT, ENTRYPOINT",
        "ENTRYPIONT, ENTRYPOINT",
        "HELTHCHEK, HEALTHCHECK"
    })
    void findsTheNearest(String name, String near) {
        assertThat(NearName.of(name, KNOWN)).contains(near);
        assertThat(NearName.question(name, KNOWN)).isEqualTo(" (did you mean \"%s\"?)", near);
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource({"FOO", "X", "''", "APT-GET", "zypper"})
    void doesNotGuess(String name) {
        assertThat(NearName.question(name, KNOWN)).isEmpty();
    }

    @Test
    void doesNotLookAtLongNames() {
        assertThat(NearName.of("F".repeat(1_000_000), List.of("F".repeat(1_000_000))))
                .isEmpty();
    }

    @Test
    void lists() {
        assertThat(NearName.oneOf(List.of("a"))).isEqualTo("a");
        assertThat(NearName.oneOf(List.of("a", "b"))).isEqualTo("a or b");
        assertThat(NearName.oneOf(List.of("a", "b", "c"))).isEqualTo("a, b or c");
    }
}
