package dev.jbuild.grammar.mount;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlashPathTest {

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "'', .",
        "., .",
        "/, /",
        "//, /",
        "a, a",
        "a/, a",
        "/a//b/, /a/b",
        "./a, a",
        "a/., a",
        "a/.., .",
        "a/../.., ..",
        "../a, ../a",
        "../../a, ../../a",
        "/.., /",
        "/../a, /a",
        "a/b/../../../c, ../c",
        "/a/b/../c/./d, /a/c/d"
    })
    void cleans(String path, String clean) {
        assertThat(SlashPath.clean(path)).isEqualTo(clean);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({"a, a", "/a/b, b", "a/b/, b", "/, /", "///, /", "a//, a"})
    void takesTheLastName(String path, String base) {
        assertThat(SlashPath.base(path)).isEqualTo(base);
    }
}
