package dev.jbuild.grammar.word;

import dev.jbuild.grammar.word.Part.Quoting;
import java.util.List;
import java.util.Optional;

/**
 * Reads the words that most files are made of, without loading the generated parser: text, quotes, <code>$name</code>, <code>${name}</code> and
 * <code>${name:-text}</code>. Words with escapes, nesting, patterns, unusual names or mistakes are left to the parser; for the others both
 * give the same.
 * Used by one thread.
 */
final class SimpleWord {

    private static final String CHOICES = "-+?";
    private static final String SPECIAL = "$\"'";

    private final String source;
    private final PartList parts = new PartList();
    private Quoting quoting = Quoting.PLAIN;
    private int next;

    private SimpleWord(String source) {
        this.source = source;
    }

    /** The parts; nothing if the word is not that simple. */
    static Optional<List<Part>> read(String source, Escape escape) {
        if (source.indexOf(escape.character()) >= 0) {
            return Optional.empty();
        }
        SimpleWord word = new SimpleWord(source);
        while (word.next < source.length()) {
            if (!word.readPiece()) {
                return Optional.empty();
            }
        }
        return word.quoting == Quoting.PLAIN ? Optional.of(word.parts.parts()) : Optional.empty();
    }

    private boolean readPiece() {
        char c = source.charAt(next);
        if (c == '"') {
            quoting = quoting == Quoting.PLAIN ? Quoting.QUOTED : Quoting.PLAIN;
            next++;
            return true;
        }
        if (c == '\'' && quoting == Quoting.PLAIN) {
            return readSingleQuoted();
        }
        return c == '$' ? readVariable() : readText();
    }

    private boolean readSingleQuoted() {
        int end = source.indexOf('\'', next + 1);
        if (end < 0) {
            return false;
        }
        parts.add(source.substring(next + 1, end), Quoting.QUOTED);
        next = end + 1;
        return true;
    }

    private boolean readText() {
        int end = next;
        while (end < source.length() && isText(source.charAt(end))) {
            end++;
        }
        parts.add(source.substring(next, end), quoting);
        next = end;
        return true;
    }

    private boolean isText(char c) {
        return c != '"' && c != '$' && (c != '\'' || quoting == Quoting.QUOTED);
    }

    private boolean readVariable() {
        boolean braced = source.startsWith("{", next + 1);
        int start = next + (braced ? 2 : 1);
        int end = start;
        while (end < source.length() && isName(source.charAt(end), end > start)) {
            end++;
        }
        if (end == start || end == source.length() && braced) {
            return false;
        }
        if (braced && source.charAt(end) != '}') {
            return readChoice(start, end);
        }
        if (!braced && end < source.length() && source.charAt(end) >= 0x80) {
            return false;
        }
        add(start, end, Operator.VALUE, List.of());
        next = braced ? end + 1 : end;
        return true;
    }

    /** An operator of one or two characters and text without any special character. */
    private boolean readChoice(int start, int nameEnd) {
        int symbolEnd = nameEnd + (source.charAt(nameEnd) == ':' ? 2 : 1);
        int close = source.indexOf('}', symbolEnd);
        if (close < 0 || CHOICES.indexOf(source.charAt(symbolEnd - 1)) < 0) {
            return false;
        }
        for (int i = symbolEnd; i < close; i++) {
            if (SPECIAL.indexOf(source.charAt(i)) >= 0) {
                return false;
            }
        }
        PartList argument = new PartList();
        argument.add(source.substring(symbolEnd, close), Quoting.PLAIN);
        add(start, nameEnd, Operator.of(source.substring(nameEnd, symbolEnd)), argument.parts());
        next = close + 1;
        return true;
    }

    private void add(int nameStart, int nameEnd, Operator operator, List<Part> argument) {
        String name = source.substring(nameStart, nameEnd);
        parts.add(new Part.Variable(name, operator, argument, List.of(), quoting));
    }

    private static boolean isName(char c, boolean inside) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (inside && c >= '0' && c <= '9');
    }
}
