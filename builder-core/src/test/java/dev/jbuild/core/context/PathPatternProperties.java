package dev.jbuild.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.tree.TreePath;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PathPatternProperties {

    @Property(tries = 5000)
    void agreesWithBacktracking(@ForAll("patterns") String pattern, @ForAll("paths") String path) {
        assertThat(PathPattern.parse(pattern).matches(TreePath.of(path)))
                .as("%s on %s", pattern, path)
                .isEqualTo(naive(pattern, 0, path, 0));
    }

    @Property(tries = 3000)
    void mayMatchBelowEveryParentOfAMatch(@ForAll("patterns") String pattern, @ForAll("paths") String path) {
        PathPattern parsed = PathPattern.parse(pattern);
        TreePath tree = TreePath.of(path);
        if (parsed.matches(tree) && !tree.isRoot()) {
            assertThat(parsed.canMatchBelow(tree.parent())).isTrue();
        }
    }

    @Property(tries = 2000)
    void bytesAndTextAreInverse(@ForAll byte[] bytes) {
        assertThat(ByteText.bytes(ByteText.of(bytes))).isEqualTo(bytes);
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of("a", "b", "/", "*", "**/", "/**/", "?", "[ab]", "[^a/]", "\\*", "é")
                .list()
                .ofMinSize(1)
                .ofMaxSize(7)
                .map(parts -> CleanPath.of(String.join("", parts)))
                .filter(pattern -> !pattern.startsWith("/") && !pattern.contains("***"))
                .filter(pattern -> !pattern.startsWith("**") || pattern.startsWith("**/"));
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("a", "b", "ab", "é", "*", "ba")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> String.join("/", parts));
    }

    /** The same by trying everything. */
    private static boolean naive(String pattern, int p, String path, int at) {
        if (p == pattern.length()) {
            return at == path.length();
        }
        char c = pattern.charAt(p);
        if (pattern.startsWith("**", p)) {
            return doubleStar(pattern, p, path, at);
        }
        if (c == '*') {
            for (int end = at; ; end++) {
                if (naive(pattern, p + 1, path, end)) {
                    return true;
                }
                if (end == path.length() || path.charAt(end) == '/') {
                    return false;
                }
            }
        }
        if (at == path.length()) {
            return false;
        }
        char next = path.charAt(at);
        if (c == '[') {
            int close = pattern.indexOf(']', p);
            boolean negated = pattern.charAt(p + 1) == '^';
            boolean in = pattern.substring(p + (negated ? 2 : 1), close).indexOf(next) >= 0;
            return in != negated && naive(pattern, close + 1, path, at + 1);
        }
        if (c == '?') {
            return next != '/' && naive(pattern, p + 1, path, at + 1);
        }
        int literal = c == '\\' ? p + 1 : p;
        return pattern.charAt(literal) == next && naive(pattern, literal + 1, path, at + 1);
    }

    private static boolean doubleStar(String pattern, int p, String path, int at) {
        int after = pattern.startsWith("/", p + 2) ? p + 3 : p + 2;
        if (after == pattern.length() || naive(pattern, after, path, at)) {
            return true;
        }
        for (int slash = path.indexOf('/', at); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (naive(pattern, after, path, slash + 1)) {
                return true;
            }
        }
        return false;
    }
}
