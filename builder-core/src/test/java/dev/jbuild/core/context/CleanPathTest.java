package dev.jbuild.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CleanPathTest {

    @ParameterizedTest(name = "\"{0}\" is {1}")
    @CsvSource({
        "'', .",
        "abc, abc",
        "abc/def, abc/def",
        "., .",
        ".., ..",
        "../.., ../..",
        "../../abc, ../../abc",
        "/abc, /abc",
        "/, /",
        "abc/, abc",
        "abc/def/, abc/def",
        "./, .",
        "../, ..",
        "/abc/, /abc",
        "abc//def//ghi, abc/def/ghi",
        "//abc, /abc",
        "abc/./def, abc/def",
        "/./abc/def, /abc/def",
        "abc/def/ghi/../jkl, abc/def/jkl",
        "abc/def/../ghi/../jkl, abc/jkl",
        "abc/def/.., abc",
        "abc/def/../.., .",
        "/abc/def/../.., /",
        "abc/def/../../.., ..",
        "/abc/def/../../.., /",
        "abc/def/../../../ghi/jkl/../../../mno, ../../mno",
        "abc/./../def, def",
        "abc//./../def, def",
        "abc/../../././../def, ../../def"
    })
    void cleansAsGo(String path, String expected) {
        assertThat(CleanPath.of(path)).isEqualTo(expected);
    }
}
