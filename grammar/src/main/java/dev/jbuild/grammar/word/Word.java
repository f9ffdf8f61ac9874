package dev.jbuild.grammar.word;

import dev.jbuild.grammar.text.FragmentException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Text in which variables stand, read once: quotes and escapes are resolved, substitutions are parts. Immutable.
 *
 * @param source as written
 */
public record Word(String source, List<Part> parts) {

    public static final Word EMPTY = new Word("", List.of());

    public Word {
        parts = List.copyOf(parts);
    }

    /** What quotes mean in a word. */
    enum Quotes {
        QUOTING,
        ORDINARY
    }

    /**
     * Reads a word of an instruction.
     *
     * @throws FragmentException if a quote or a substitution is not closed, or a substitution is none
     */
    public static Word parse(String source, Escape escape) {
        return parse(source, escape, Quotes.QUOTING);
    }

    /**
     * Reads the content of a heredoc: variables and escapes by backslash are resolved as in a word, quotes stand for themselves.
     *
     * @throws FragmentException as {@link #parse(String, Escape)}
     */
    public static Word parseHeredoc(String content) {
        return parse(content, Escape.BACKSLASH, Quotes.ORDINARY);
    }

    private static Word parse(String source, Escape escape, Quotes quotes) {
        if (source.isEmpty()) {
            return EMPTY;
        }
        Optional<List<Part>> simple = SimpleWord.read(source, escape, quotes);
        return new Word(source, simple.isPresent() ? simple.get() : WordReader.read(source, escape, quotes));
    }

    /** Text that stands for itself, whatever characters it has. */
    public static Word literal(String text) {
        return text.isEmpty() ? EMPTY : new Word(text, List.of(new Part.Text(text, Part.Quoting.QUOTED)));
    }

    /** True if nothing is written; {@code ""} is something. */
    public boolean isEmpty() {
        return source.isEmpty();
    }

    /** True if no variable stands in it. */
    public boolean isConstant() {
        for (Part part : parts) {
            if (!(part instanceof Part.Text)) {
                return false;
            }
        }
        return true;
    }

    /** The names of all variables in it, nested ones too, in order. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        collectNames(parts, names);
        return names;
    }

    private static void collectNames(List<Part> parts, Set<String> names) {
        for (Part part : parts) {
            if (part instanceof Part.Variable variable) {
                names.add(variable.name());
                collectNames(variable.argument(), names);
                collectNames(variable.replacement(), names);
            }
        }
    }

    /**
     * Puts values in. All nested words are expanded, whether their text is used or not.
     *
     * @throws FragmentException if a variable that is required has no value, a pattern is none, or the result has more than {@value
     *     Expander#MAX_CHARACTERS} characters
     */
    public Expansion expand(Lookup lookup) {
        return new Expander(lookup).expand(parts);
    }

    /** As written. */
    @Override
    public String toString() {
        return source;
    }
}
