package dev.jbuild.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jbuild.core.tree.TreePath;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

    @ParameterizedTest(name = "{0} matches {1}: {2}")
    @CsvSource({
        "abc, abc, true",
        "*, abc, true",
        "*c, abc, true",
        "a*, a, true",
        "a*, ab/c, false",
        "a*/b, abc/b, true",
        "a*/b, a/c/b, false",
        "a*b*c*d*e*/f, axbxcxdxe/f, true",
        "a*b*c*d*e*/f, axbxcxdxexxx/f, true",
        "a*b*c*d*e*/f, axbxcxdxe/xxx/f, false",
        "a*b*c*d*e*/f, axbxcxdxexxx/fff, false",
        "a*b?c*x, abxbbxdbxebxczzx, true",
        "a*b?c*x, abxbbxdbxebxczzy, false",
        "ab[c], abc, true",
        "ab[b-d], abc, true",
        "ab[e-g], abc, false",
        "ab[^c], abc, false",
        "ab[^b-d], abc, false",
        "ab[^e-g], abc, true",
        "a\\*b, a*b, true",
        "a\\*b, ab, false",
        "a?b, a☺b, true",
        "a[^a]b, a☺b, true",
        "a???b, a☺b, false",
        "a[^a][^a][^a]b, a☺b, false",
        "[a-ζ]*, α, true",
        "*[a-ζ], A, false",
        "a?b, a/b, false",
        "a*b, a/b, false",
        "[\\]a], ], true",
        "[\\-], -, true",
        "[x\\-], x, true",
        "[x\\-], -, true",
        "[x\\-], z, false",
        "[\\-x], a, false",
        "*x, xxx, true",
        "[!a], !, true",
        "[!a], b, false",
        "a\\d, ad, true",
        "a\\d, a7, false"
    })
    void matchesAsFilepathMatch(String pattern, String path, boolean expected) {
        assertThat(PathPattern.parse(pattern).matches(TreePath.of(path))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} matches {1}: {2}")
    @CsvSource({
        "**, a, true",
        "**, a/b/c, true",
        "**/foo, foo, true",
        "**/foo, a/foo, true",
        "**/foo, a/b/foo, true",
        "**/foo, a/xfoo, false",
        "**foo, xfoo, true",
        "**foo, a/xfoo, true",
        "foo/**, foo, false",
        "foo/**, foo/a, true",
        "foo/**, foo/a/b, true",
        "foo/**, foox, false",
        "a**, ab/c, true",
        "a/**/b, a/b, true",
        "a/**/b, a/x/y/b, true",
        "a/**/b, a/xb, false",
        "**/*.go, x.go, true",
        "**/*.go, a/b/x.go, true",
        "**/a*/**/z, q/ab/r/s/z, true",
        "a**b, ab, true",
        "a**b, axb, false",
        "a**b, a/x/b, true",
        "*/**, a, false",
        "*/**, a/b, true",
        "**/**/**/c, c, true",
        "**/.*, a/.git, true",
        "*.*, dir/x.y, false"
    })
    void matchesAnyNumberOfDirectories(String pattern, String path, boolean expected) {
        assertThat(PathPattern.parse(pattern).matches(TreePath.of(path))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]a]", "[-]", "[x-]", "[-x]", "[", "[^", "[^bc", "a[", "a\\", "[\\", "[a-b-c]", "[a-", "[a-]b]", "x[]"
            })
    void rejectsWhatFilepathMatchRejects(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> PathPattern.parse(pattern));
    }

    @ParameterizedTest(name = "{0} may match below {1}: {2}")
    @CsvSource({
        "a/b, a, true",
        "a/b, a/b, false",
        "a/b, b, false",
        "a/b/c, a/b, true",
        "**/x, anything/at/all, true",
        "*/x, a, true",
        "*/x, a/b, false",
        "a*/x, b, false",
        "doc/**, doc/deep, true",
        "ab, a, false"
    })
    void knowsWhereItCanMatch(String pattern, String directory, boolean expected) {
        assertThat(PathPattern.parse(pattern).canMatchBelow(TreePath.of(directory)))
                .isEqualTo(expected);
    }

    @Test
    void takesBytesThatAreNoTextAsOneCharacterEach() {
        TreePath stray = TreePath.of(new byte[] {'a', (byte) 0xff, (byte) 0xc3, 'b'});
        assertThat(PathPattern.parse("a??b").matches(stray)).isTrue();
        assertThat(PathPattern.parse("a?b").matches(stray)).isFalse();
        assertThat(PathPattern.parse("a*b").matches(stray)).isTrue();
        assertThat(PathPattern.parse("a[^x]?b").matches(stray)).isTrue();
    }

    @Test
    void takesBoundedTimeForHostilePatterns() {
        TreePath path = TreePath.of(("a".repeat(200) + "/").repeat(19) + "a".repeat(200));
        PathPattern hostile = PathPattern.parse("*a".repeat(100) + "**/".repeat(2000) + "b");
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(hostile.matches(path)).isFalse());
        PathPattern nested = PathPattern.parse("***".repeat(20_001) + "c");
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(nested.matches(TreePath.of("abc"))).isTrue());
    }
}
