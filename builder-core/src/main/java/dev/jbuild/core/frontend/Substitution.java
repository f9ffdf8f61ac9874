package dev.jbuild.core.frontend;

import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Expansion;
import dev.jbuild.grammar.word.Lookup;
import dev.jbuild.grammar.word.Word;
import java.util.List;

/** Puts the values of a moment into the words of one instruction, and tells of variables that have none. */
final class Substitution {

    private final Lookup values;
    private final Placed placed;
    private final StageBudget budget;
    private final Missing missing;

    /** Hears of a variable that is not set where the word says nothing for that case. */
    @FunctionalInterface
    interface Missing {
        void variable(String name, Span span);
    }

    Substitution(Lookup values, Placed placed, StageBudget budget, Missing missing) {
        this.values = values;
        this.placed = placed;
        this.budget = budget;
        this.missing = missing;
    }

    /** @throws InstructionException if a variable that is required has no value, or a pattern is none */
    String text(Word word, Span span) {
        return expand(word, span).text();
    }

    /** The word split again at blanks that came with values. */
    List<String> words(Word word, Span span) {
        return expand(word, span).words();
    }

    private Expansion expand(Word word, Span span) {
        try {
            Expansion expansion = word.expand(values);
            refuseNul(expansion.text(), placed.at(span));
            budget.takeText(expansion.text().length(), placed.at(span));
            expansion.missing().forEach(name -> missing.variable(name, placed.at(span)));
            return expansion;
        } catch (FragmentException e) {
            throw InstructionException.invalid(e.message(), placed.at(span));
        }
    }

    /** No path, argument or variable can hold the character that ends them all. */
    static void refuseNul(String text, Span place) {
        if (text.indexOf('\0') >= 0) {
            throw InstructionException.invalid("a NUL character stands in the text, want none", place);
        }
    }
}
