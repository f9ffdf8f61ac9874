package dev.jbuild.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreRulesTest {

    @ParameterizedTest(name = "{0} / {1}: excluded {2}")
    @CsvSource({
        "*.log, a.log, true",
        "*.log, sub/a.log, false",
        "**/*.log, sub/a.log, true",
        "sub, sub/deep/file, true",
        "/sub, sub/x, true",
        "sub/, sub/x, true",
        "./sub/../other, other, true",
        "*|!keep, keep, false",
        "*|!keep, drop, true",
        "*|!sub/keep, sub/keep, false",
        "*|!sub/keep, sub/drop, true",
        "!keep|*, keep, true",
        "sub|!sub/keep|sub/keep/x, sub/keep/x, true",
        "sub|!sub/keep|sub/keep/x, sub/keep/y, false",
        "**|!**/*.go, a/b/c.go, false",
        "a/b|!a, a/b/c, false",
        "#comment|x, #comment, false",
        "' #comment', #comment, true",
        "'  x  ', x, true",
        "'! x|x', x, true",
        "'x|! x', x, false",
        "., a, false",
        "/, a, false",
        "'', a, false"
    })
    void decides(String file, String path, boolean excluded) {
        assertThat(rules(file.replace('|', '\n')).excludes(TreePath.of(path))).isEqualTo(excluded);
    }

    @Test
    void neverExcludesTheRoot() {
        assertThat(rules("**\n*\n.\n").top().excluded()).isFalse();
    }

    @Test
    void skipsAByteOrderMarkAndCarriageReturns() {
        IgnoreRules rules = rules("\uFEFF*.log\r\n# no\r\nx\r\n");
        assertThat(rules.excludes(TreePath.of("a.log"))).isTrue();
        assertThat(rules.excludes(TreePath.of("x"))).isTrue();
        assertThat(rules.rules()).hasSize(2);
    }

    @Test
    void saysWhichLineDecided() {
        IgnoreRules rules = rules("# first\n*\n!src\n**/*.tmp\n");
        assertThat(rules.verdict(TreePath.of("src/a.tmp")).rule()).hasToString("Optional[.dockerignore:4: **/*.tmp]");
        assertThat(rules.verdict(TreePath.of("src/a")).rule()).hasToString("Optional[.dockerignore:3: !src]");
        assertThat(rules("x").verdict(TreePath.of("y")).rule()).isEmpty();
    }

    @Test
    void matchesNamesThatAreNoText() {
        IgnoreRules rules = IgnoreRules.parse("i", new byte[] {'*', (byte) 0xfe, '\n'});
        assertThat(rules.excludes(TreePath.of(new byte[] {'a', (byte) 0xfe}))).isTrue();
        assertThat(rules.excludes(TreePath.of(new byte[] {'a', (byte) 0xff}))).isFalse();
    }

    @Test
    void entersADirectoryOnlyWhenSomethingInItMayComeBack() {
        IgnoreRules rules = rules("*\n!docs/*.md\n");
        assertThat(rules.verdict(TreePath.of("docs")).excludedWhole()).isFalse();
        assertThat(rules.verdict(TreePath.of("node_modules")).excludedWhole()).isTrue();
        assertThat(rules.verdict(TreePath.of("docs/deep")).excludedWhole()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"a[, 'a \"[\" without \"]\"'", "!, '\"!\" alone brings nothing back'", "x\\, escapes nothing"})
    void namesTheLineOfABadPattern(String pattern, String why) {
        assertThatThrownBy(() -> rules("ok\n\n" + pattern + "\n")).isInstanceOfSatisfying(BuildException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.IGNORE_FILE_INVALID);
            assertThat(e).hasMessageContaining(".dockerignore:3").hasMessageContaining(why);
            assertThat(e.location().orElseThrow().line()).isEqualTo(3);
        });
    }

    @Test
    void refusesABadExclude() {
        assertThatThrownBy(() -> IgnoreRules.excludes(List.of("[")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("--exclude=\"[\"");
    }

    private static IgnoreRules rules(String text) {
        return IgnoreRules.parse(".dockerignore", text.getBytes(StandardCharsets.UTF_8));
    }
}
