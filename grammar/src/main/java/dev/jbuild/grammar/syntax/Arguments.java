package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Blanks;
import dev.jbuild.grammar.word.Escape;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes arguments apart: those that are simple without the generated parser, which takes a while to load, the others with it.
 */
final class Arguments {

    private Arguments() {}

    /** The words between separators; quotes have no meaning. */
    static List<Slice> separated(Slice slice) {
        List<Slice> words = new ArrayList<>();
        Slice rest = slice.skipSeparators();
        while (!rest.isEmpty()) {
            int end = rest.separator();
            words.add(rest.slice(0, end));
            rest = rest.from(end).skipSeparators();
        }
        return words;
    }

    /** The words between white space; quotes hold them together, quotes and escapes are kept as written. */
    static List<Slice> words(Slice slice, Escape escape) {
        return slice.contains(escape.character()) ? ArgumentReader.words(slice, escape) : SimpleArguments.words(slice);
    }

    /** The flags at the start, and what is behind them. The backslash is the escape character of flags in every file. */
    static FlagTokens flags(Slice slice) {
        List<Token> flags = new ArrayList<>();
        Slice rest = slice;
        while (startsFlag(rest)) {
            Slice word = rest.slice(0, wordEnd(rest));
            if (isQuoted(word)) {
                FlagTokens others = ArgumentReader.flags(rest);
                flags.addAll(others.flags());
                return new FlagTokens(flags, others.rest());
            }
            rest = rest.from(word.length()).trim();
            if (word.length() == 2) {
                return new FlagTokens(flags, rest);
            }
            flags.add(word.token());
        }
        return new FlagTokens(flags, rest);
    }

    /** The words that announce heredocs; none if a quote is not closed. */
    static List<HeredocMark> marks(Slice slice) {
        if (!slice.text().contains("<<")) {
            return List.of();
        }
        return slice.contains('\\') ? ArgumentReader.marks(slice) : SimpleArguments.marks(slice);
    }

    private static boolean startsFlag(Slice slice) {
        return slice.length() >= 2 && slice.charAt(0) == '-' && slice.charAt(1) == '-';
    }

    private static int wordEnd(Slice slice) {
        int end = 0;
        while (end < slice.length() && !Blanks.isSpace(slice.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isQuoted(Slice slice) {
        return slice.contains('"') || slice.contains('\'') || slice.contains('\\');
    }
}
