package dev.jbuild.grammar.word;

import dev.jbuild.grammar.word.Part.Quoting;
import java.util.List;
import java.util.Optional;

/**
 * Reads the words that files are made of, without loading the generated parser: text, quotes, escapes, <code>$name</code>, and
 * <code>${name}</code> with every operator but replacements. Words with those, with unusual names or with mistakes are left to the parser; for
 * the others both give the same.
 * Used by one thread.
 */
final class SimpleWord {

    private static final String CHOICES = "-+?";
    private static final String TRIMS = "#%";

    /** What makes a parameter behind a dollar sign, besides names. */
    private static final String SPECIAL = "@*#?-$!{";

    /** Deeper words are for the parser, which says where they are too deep. */
    private static final int MAX_DEPTH = 20;

    private final String source;
    private final char escape;
    private final boolean hasQuotes;
    private int next;

    /** What is read at the moment: the word, or the argument of an operator. */
    private PartList parts = new PartList();

    private Quoting quoting = Quoting.PLAIN;
    private boolean inPattern;
    private int depth;

    private SimpleWord(String source, Escape escape, Word.Quotes quotes) {
        this.source = source;
        this.escape = escape.character();
        this.hasQuotes = quotes == Word.Quotes.QUOTING;
    }

    /** The parts; nothing if the word is not that simple. */
    static Optional<List<Part>> read(String source, Escape escape, Word.Quotes quotes) {
        SimpleWord word = new SimpleWord(source, escape, quotes);
        boolean whole = word.readPieces() && word.next == source.length();
        return whole ? Optional.of(word.parts.parts()) : Optional.empty();
    }

    /** Reads up to the end, or to the brace that closes an argument; false if that is not simple. */
    private boolean readPieces() {
        while (next < source.length()) {
            char c = source.charAt(next);
            if (isClosing(c)) {
                return true;
            }
            if (!readPiece(c)) {
                return false;
            }
        }
        return quoting == Quoting.PLAIN && depth == 0;
    }

    private boolean readPiece(char c) {
        if (c == escape) {
            return readEscape();
        }
        if (hasQuotes && c == '"') {
            quoting = quoting == Quoting.PLAIN ? Quoting.QUOTED : Quoting.PLAIN;
            next++;
            return true;
        }
        if (hasQuotes && c == '\'' && quoting == Quoting.PLAIN) {
            return readSingleQuoted();
        }
        return c == '$' ? readVariable() : readText();
    }

    /** Between double quotes an escape character is one before few others only; at the very end of a word it is dropped. */
    private boolean readEscape() {
        if (inPattern) {
            return false;
        }
        int after = next + 1;
        if (quoting == Quoting.QUOTED) {
            boolean escapes = after < source.length() && isEscapedInQuotes(source.charAt(after));
            parts.add(source.substring(escapes ? after : next, escapes ? after + 1 : after), Quoting.QUOTED);
            next = escapes ? after + 1 : after;
            return true;
        }
        next = after < source.length() ? source.offsetByCodePoints(after, 1) : after;
        parts.add(source.substring(after, next), Quoting.QUOTED);
        return true;
    }

    private boolean isEscapedInQuotes(char c) {
        return c == '"' || c == '$' || c == escape;
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
        boolean quote = hasQuotes && (c == '"' || (c == '\'' && quoting == Quoting.PLAIN));
        return c != '$' && c != escape && !quote && !isClosing(c);
    }

    private boolean isClosing(char c) {
        return c == '}' && depth > 0 && quoting == Quoting.PLAIN;
    }

    private boolean readVariable() {
        boolean braced = source.startsWith("{", next + 1);
        int start = next + (braced ? 2 : 1);
        int end = start;
        while (end < source.length() && isName(source.charAt(end), end > start)) {
            end++;
        }
        if (end == start) {
            return readDollar();
        }
        if (braced) {
            return end < source.length() && readBraced(start, end);
        }
        if (end < source.length() && source.charAt(end) >= 0x80) {
            return false;
        }
        add(source.substring(start, end), Operator.VALUE, List.of());
        next = end;
        return true;
    }

    /** A dollar sign before no name is text. */
    private boolean readDollar() {
        char after = next + 1 < source.length() ? source.charAt(next + 1) : ' ';
        if (SPECIAL.indexOf(after) >= 0 || (after >= '0' && after <= '9') || after >= 0x80) {
            return false;
        }
        parts.add("$", quoting);
        next++;
        return true;
    }

    private boolean readBraced(int start, int nameEnd) {
        char c = source.charAt(nameEnd);
        if (c == '}') {
            add(source.substring(start, nameEnd), Operator.VALUE, List.of());
            next = nameEnd + 1;
            return true;
        }
        int symbolEnd = nameEnd + (c == ':' ? 2 : 1);
        boolean choice = symbolEnd <= source.length() && CHOICES.indexOf(source.charAt(symbolEnd - 1)) >= 0;
        boolean trim = TRIMS.indexOf(c) >= 0;
        if (depth == MAX_DEPTH || !(choice || trim)) {
            return false;
        }
        next = symbolEnd;
        return readArgument(source.substring(start, nameEnd), Operator.of(source.substring(nameEnd, symbolEnd)), trim);
    }

    /** The word behind an operator, and the brace that closes it. */
    private boolean readArgument(String name, Operator operator, boolean pattern) {
        PartList outer = parts;
        Quoting outerQuoting = quoting;
        boolean outerPattern = inPattern;
        parts = new PartList();
        quoting = Quoting.PLAIN;
        inPattern = pattern;
        depth++;
        boolean simple = readPieces();
        depth--;
        List<Part> argument = parts.parts();
        parts = outer;
        quoting = outerQuoting;
        inPattern = outerPattern;
        if (simple) {
            add(name, operator, argument);
            next++;
        }
        return simple;
    }

    private void add(String name, Operator operator, List<Part> argument) {
        parts.add(new Part.Variable(name, operator, argument, List.of(), quoting));
    }

    private static boolean isName(char c, boolean inside) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (inside && c >= '0' && c <= '9');
    }
}
