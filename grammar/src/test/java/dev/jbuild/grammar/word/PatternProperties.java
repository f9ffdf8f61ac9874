package dev.jbuild.grammar.word;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.grammar.word.Pattern.Extent;
import java.util.regex.Matcher;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Patterns match what the same regular expressions do, which for short texts need no care. */
class PatternProperties {

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of("a", "b", "*", "?", "\\*", "\\?", "\\\\", "\\/", ".", "😀", "\n")
                .list()
                .ofMaxSize(6)
                .map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "b", "a", "b", "*", "?", "\\", "/", ".", "😀", "\n")
                .list()
                .ofMaxSize(9)
                .map(pieces -> String.join("", pieces));
    }

    @Property(tries = 10_000)
    void trimsAsARegularExpression(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
        for (Extent extent : Extent.values()) {
            Matcher matcher = regex("^" + expression(pattern, extent)).matcher(text);
            String expected = matcher.find() ? text.substring(matcher.end()) : text;
            assertThat(Pattern.parse(pattern).trimPrefix(text, extent)).isEqualTo(expected);
        }
    }

    @Property(tries = 10_000)
    void trimsTheEndByTrying(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
        java.util.regex.Pattern whole = regex(expression(pattern, Extent.LONGEST));
        int shortest = text.length();
        int longest = text.length();
        for (int start = text.length(); start >= 0; start--) {
            if (isBoundary(text, start) && whole.matcher(text.substring(start)).matches()) {
                boolean first = longest == text.length() && !whole.matcher("").matches();
                shortest = first ? start : shortest;
                longest = start;
            }
        }
        assertThat(Pattern.parse(pattern).trimSuffix(text, Extent.SHORTEST)).isEqualTo(text.substring(0, shortest));
        assertThat(Pattern.parse(pattern).trimSuffix(text, Extent.LONGEST)).isEqualTo(text.substring(0, longest));
    }

    @Property(tries = 10_000)
    void replacesTheFirstAsARegularExpression(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
        String expected =
                regex(expression(pattern, Extent.LONGEST)).matcher(text).replaceFirst("<>");
        assertThat(Pattern.parse(pattern).replaceFirst(text, "<>")).isEqualTo(expected);
    }

    @Property(tries = 10_000)
    void replacesAllFromLeftToRight(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
        Matcher matcher = regex(expression(pattern, Extent.LONGEST)).matcher(text);
        StringBuilder expected = new StringBuilder();
        int done = 0;
        while (matcher.find()) {
            if (!isBoundary(text, matcher.start())) {
                // The empty match of java.util.regex between the halves of a pair.
                continue;
            }
            expected.append(text, done, matcher.start());
            if (matcher.end() > done || matcher.start() == 0) {
                expected.append("<").append(matcher.group()).append(">");
            }
            done = matcher.end();
        }
        expected.append(text.substring(done));
        assertThat(Pattern.parse(pattern).replaceAll(text, "<$0>")).isEqualTo(expected.toString());
    }

    private static boolean isBoundary(String text, int index) {
        return index == 0
                || index == text.length()
                || !Character.isSurrogatePair(text.charAt(index - 1), text.charAt(index));
    }

    private static java.util.regex.Pattern regex(String expression) {
        return java.util.regex.Pattern.compile(expression, java.util.regex.Pattern.UNIX_LINES);
    }

    private static String expression(String pattern, Extent extent) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '*' -> out.append(extent == Extent.LONGEST ? ".*" : ".*?");
                case '?' -> out.append('.');
                case '\\' -> out.append(java.util.regex.Pattern.quote(pattern.substring(++i, i + 1)));
                default -> out.append(Character.isSurrogate(c) ? c : java.util.regex.Pattern.quote(String.valueOf(c)));
            }
        }
        return out.toString();
    }
}
