package dev.jbuild.core.context;

import dev.jbuild.core.tree.TreePath;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern for whole paths, as in ignore files, {@code --exclude} and the sources of COPY: {@code *}, {@code ?}, {@code [a-z]},
 * {@code [^a]} and {@code \} as Go's {@code filepath.Match}, and {@code **} for any number of directories, none included.
 *
 * <p>Matching simulates an automaton: its time is at most the product of both lengths, whatever the pattern. Immutable.
 */
public final class PathPattern {
    private final String text;
    private final List<PatternToken> tokens;
    private final byte[] prefix;
    private final byte[] suffix;

    private PathPattern(String text, List<PatternToken> tokens) {
        this.text = text;
        this.tokens = tokens;
        this.prefix = ByteText.bytes(literals(0, literalsFrom(0, 1)));
        this.suffix = ByteText.bytes(literals(literalsFrom(tokens.size() - 1, -1) + 1, tokens.size()));
    }

    /**
     * Reads a pattern; a leading slash is not special.
     *
     * @throws IllegalArgumentException where {@code filepath.Match} says the pattern is bad, with what is wrong
     */
    public static PathPattern parse(String text) {
        return new PathPattern(text, PatternParser.parse(text));
    }

    /** True when nothing in the pattern is a wildcard. */
    public boolean isLiteral() {
        return literalsFrom(0, 1) == tokens.size();
    }

    /** True when a text has a wildcard that is not escaped: what decides whether a COPY source must exist. */
    public static boolean hasWildcard(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '*' || c == '?' || c == '[') {
                return true;
            }
        }
        return false;
    }

    /** The text without the backslashes that make the next character plain. */
    public static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            boolean escape = text.charAt(i) == '\\' && i + 1 < text.length();
            plain.append(text.charAt(escape ? ++i : i));
        }
        return plain.toString();
    }

    public boolean matches(TreePath path) {
        byte[] bytes = path.toBytes();
        return matches(bytes, bytes.length);
    }

    /** True when the first bytes of the array are a path that matches. */
    boolean matches(byte[] path, int length) {
        if (length < prefix.length
                || length < suffix.length
                || !Arrays.equals(path, 0, prefix.length, prefix, 0, prefix.length)
                || !Arrays.equals(path, length - suffix.length, length, suffix, 0, suffix.length)) {
            return false;
        }
        return isLiteral()
                ? length == prefix.length
                : run(ByteText.codePoints(path, length)).get(tokens.size());
    }

    /** True when some path below this directory could match. */
    public boolean canMatchBelow(TreePath directory) {
        byte[] path = directory.toBytes();
        byte[] below = directory.isRoot() ? path : Arrays.copyOf(path, path.length + 1);
        if (!directory.isRoot()) {
            below[path.length] = '/';
        }
        int common = Math.min(below.length, prefix.length);
        return Arrays.equals(below, 0, common, prefix, 0, common)
                && !run(ByteText.codePoints(below, below.length)).isEmpty();
    }

    /** The states that are alive after these characters. */
    private BitSet run(int[] points) {
        BitSet states = new BitSet(tokens.size() + 1);
        enter(states, 0);
        for (int point : points) {
            BitSet next = new BitSet(tokens.size() + 1);
            for (int state = states.nextSetBit(0); state >= 0; state = states.nextSetBit(state + 1)) {
                if (state < tokens.size()) {
                    step(tokens.get(state), state, point, next);
                }
            }
            if (next.isEmpty()) {
                return next;
            }
            states = next;
        }
        return states;
    }

    private void step(PatternToken token, int state, int point, BitSet next) {
        if (token.staysOn(point)) {
            enter(next, state);
        }
        if (token.leavesOn(point)) {
            enter(next, state + 1);
        }
    }

    /** Adds a state and those that are reached from it without reading. */
    private void enter(BitSet states, int state) {
        int at = state;
        while (!states.get(at)) {
            states.set(at);
            if (at == tokens.size() || !tokens.get(at).mayBeSkipped()) {
                return;
            }
            at++;
            if (tokens.get(at - 1) == PatternToken.Wild.DIRECTORIES) {
                states.set(at++);
            }
        }
    }

    private int literalsFrom(int start, int direction) {
        int at = start;
        while (at >= 0 && at < tokens.size() && tokens.get(at) instanceof PatternToken.Literal) {
            at += direction;
        }
        return at;
    }

    private String literals(int from, int to) {
        StringBuilder literal = new StringBuilder();
        for (int i = from; i < to; i++) {
            literal.appendCodePoint(((PatternToken.Literal) tokens.get(i)).point());
        }
        return literal.toString();
    }

    /** The pattern as it was read. */
    @Override
    public String toString() {
        return text;
    }
}
