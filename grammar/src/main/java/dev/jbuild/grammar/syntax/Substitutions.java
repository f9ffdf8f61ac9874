package dev.jbuild.grammar.syntax;

/**
 * Looks whether each <code>${…}</code> of a command is one that words of a Dockerfile may have, so far as its form goes: only then are the words
 * of the command looked at for heredocs, as other builders do. What it stands for is the shell's. Used by one thread, once for each text.
 */
final class Substitutions {

    private static final char END_OF_TEXT = 0;

    /** Deeper ones are for nobody. */
    private static final int MAX_DEPTH = 1_000;

    private final String text;

    /** What closes the places that are open at the moment: a brace, the slash behind a pattern, or a double quote. */
    private final StringBuilder open = new StringBuilder();

    private int next;

    private Substitutions(String text) {
        this.text = text;
    }

    static boolean areWhole(String text) {
        Substitutions substitutions = new Substitutions(text);
        boolean whole = true;
        while (whole && substitutions.next < text.length()) {
            whole = substitutions.step() && substitutions.open.length() <= MAX_DEPTH;
        }
        return whole && substitutions.open.isEmpty();
    }

    /** Goes one piece further; false if it is of no form that is known. */
    private boolean step() {
        char c = at(next++);
        char closing = open.isEmpty() ? END_OF_TEXT : open.charAt(open.length() - 1);
        if (c == '$') {
            return dollar();
        }
        if (c == '\\') {
            next += closing != '"' || "\"$\\".indexOf(at(next)) >= 0 ? 1 : 0;
        } else if (c == closing && closing != END_OF_TEXT) {
            open.setLength(open.length() - 1);
            // Behind a pattern stands what replaces it.
            open.append(c == '/' ? "}" : "");
        } else if (c == '"') {
            open.append('"');
        } else if (c == '\'' && closing != '"') {
            next = text.indexOf('\'', next) + 1;
            return next > 0;
        }
        return true;
    }

    private boolean dollar() {
        char after = at(next);
        if (after != '{') {
            next += after == '$' ? 1 : 0;
            return true;
        }
        next++;
        if (next == text.length() || "{}:".indexOf(at(next)) >= 0) {
            return false;
        }
        skipName();
        char operator = at(next++);
        return operator == '}' || operator(operator);
    }

    /** Opens what stands behind an operator. */
    private boolean operator(char operator) {
        if (operator == '/') {
            next += at(next) == '/' ? 1 : 0;
            open.append('/');
            return true;
        }
        open.append('}');
        if (operator == ':') {
            // With a colon any character is one for a later builder, but for these.
            return "#%".indexOf(at(next++)) < 0;
        }
        return operator != END_OF_TEXT && "+-?#%".indexOf(operator) >= 0;
    }

    private void skipName() {
        int start = next;
        boolean number = isDigit(at(start));
        if (!number && "@*#?-$!".indexOf(at(start)) >= 0) {
            next++;
            return;
        }
        while (next < text.length()) {
            int point = text.codePointAt(next);
            boolean digit = Character.isDigit(point);
            if (!digit && (number || (!Character.isLetter(point) && point != '_'))) {
                return;
            }
            next += Character.charCount(point);
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private char at(int index) {
        return index < text.length() ? text.charAt(index) : END_OF_TEXT;
    }
}
