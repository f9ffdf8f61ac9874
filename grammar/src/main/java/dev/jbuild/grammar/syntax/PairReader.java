package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Problems;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Escape;
import java.util.ArrayList;
import java.util.List;

/** Reads the names and values of ENV and LABEL. The first word decides: with an equals sign there are pairs, else one pair in the old form. */
final class PairReader {

    private final Escape escape;
    private final Problems problems;

    PairReader(Escape escape, Problems problems) {
        this.escape = escape;
        this.problems = problems;
    }

    Body read(String keyword, Slice arguments, Span place) {
        List<Slice> words = Arguments.words(arguments, escape);
        if (words.isEmpty()) {
            return new Body.Pairs(List.of(), PairForm.PAIRS);
        }
        return words.get(0).text().indexOf('=') < 0
                ? legacy(keyword, arguments, place)
                : new Body.Pairs(pairs(keyword, words), PairForm.PAIRS);
    }

    private List<TokenPair> pairs(String keyword, List<Slice> words) {
        List<TokenPair> pairs = new ArrayList<>(words.size());
        for (Slice word : words) {
            int equals = word.text().indexOf('=');
            boolean comment = word.text().startsWith("#");
            if (equals < 0) {
                problems.error(
                        "pair-without-value",
                        "%s takes NAME=VALUE: got \"%s\"".formatted(keyword, word.text()),
                        word.span(),
                        comment
                                ? "put the comment on a line of its own"
                                : "put a value with blanks between double quotes");
                if (comment) {
                    return pairs;
                }
            } else {
                pairs.add(new TokenPair(
                        word.slice(0, equals).token(), word.from(equals + 1).token()));
            }
        }
        return pairs;
    }

    private Body legacy(String keyword, Slice arguments, Span place) {
        int end = arguments.separator();
        Slice name = arguments.slice(0, end);
        Slice value = arguments.from(end).skipSeparators();
        if (value.isEmpty()) {
            problems.error(
                    "pair-without-value",
                    "%s takes a name and a value: got \"%s\" alone".formatted(keyword, name.text()),
                    place.to(name.span()),
                    "write %s %s=VALUE".formatted(keyword, name.text()));
        }
        return new Body.Pairs(List.of(new TokenPair(name.token(), value.token())), PairForm.LEGACY);
    }
}
