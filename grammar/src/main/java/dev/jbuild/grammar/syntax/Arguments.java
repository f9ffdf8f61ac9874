package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.word.Escape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes arguments apart: nearly all without the generated parser, which takes a while to load, the unusual ones with it.
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
        Optional<List<Slice>> simple = SimpleArguments.words(slice, escape);
        return simple.isPresent() ? simple.get() : ArgumentReader.words(slice, escape);
    }

    /** The flags at the start, and what is behind them. The backslash is the escape character of flags in every file. */
    static FlagTokens flags(Slice slice) {
        List<Token> flags = new ArrayList<>();
        Slice rest = slice;
        while (startsFlag(rest)) {
            Optional<SimpleFlag> flag = SimpleFlag.read(rest);
            if (flag.isEmpty()) {
                FlagTokens others = ArgumentReader.flags(rest);
                flags.addAll(others.flags());
                return new FlagTokens(flags, others.rest());
            }
            Slice word = rest.slice(0, flag.get().length());
            rest = rest.from(word.length()).trim();
            if (flag.get().text().equals("--")) {
                return new FlagTokens(flags, rest);
            }
            flags.add(new Token(flag.get().text(), word.span()));
        }
        return new FlagTokens(flags, rest);
    }

    /** The words that announce heredocs; none if a quote or a substitution of the line is not closed, or a substitution is of an unknown form. */
    static List<HeredocMark> marks(Slice slice) {
        String text = slice.text();
        if (!text.contains("<<") || (text.contains("${") && !Substitutions.areWhole(text))) {
            return List.of();
        }
        Optional<List<HeredocMark>> simple = SimpleArguments.marks(slice);
        return simple.isPresent() ? simple.get() : ArgumentReader.marks(slice);
    }

    private static boolean startsFlag(Slice slice) {
        return slice.length() >= 2 && slice.charAt(0) == '-' && slice.charAt(1) == '-';
    }
}
