package dev.jbuild.grammar.word;

import dev.jbuild.grammar.text.FragmentException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One expansion of a word. Used by one thread, once. */
final class Expander implements Part.Cases<String> {

    /** The longest text that a word may become; more than any kernel takes as an argument. */
    static final int MAX_CHARACTERS = 4 * 1024 * 1024;

    private final Lookup lookup;
    private final Set<String> used = new LinkedHashSet<>();
    private final Set<String> unset = new LinkedHashSet<>();
    private final Set<String> missing = new LinkedHashSet<>();

    Expander(Lookup lookup) {
        this.lookup = lookup;
    }

    Expansion expand(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        WordSplitter words = new WordSplitter();
        for (Part part : parts) {
            String piece = part.match(this);
            append(text, piece);
            words.add(piece, part.quoting());
        }
        return new Expansion(text.toString(), words.words(), used, unset, missing);
    }

    private String textOf(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            append(text, part.match(this));
        }
        return text.toString();
    }

    static void append(StringBuilder text, String piece) {
        if (piece.length() > MAX_CHARACTERS - text.length()) {
            throw new FragmentException(
                    "word-too-long", "the expanded word has more than %d characters".formatted(MAX_CHARACTERS), 0);
        }
        text.append(piece);
    }

    @Override
    public String text(Part.Text text) {
        return text.text();
    }

    @Override
    public String variable(Part.Variable variable) {
        String argument = textOf(variable.argument());
        String replacement = textOf(variable.replacement());
        Optional<String> value = lookup.value(variable.name());
        if (value.isPresent()) {
            used.add(variable.name());
        } else {
            unset.add(variable.name());
            if (!variable.operator().answersUnset()) {
                missing.add(variable.name());
            }
        }
        return apply(variable, value, argument, replacement);
    }

    private static String apply(Part.Variable variable, Optional<String> found, String argument, String replacement) {
        String value = found.orElse("");
        boolean set = found.isPresent();
        return switch (variable.operator()) {
            case VALUE -> value;
            case DEFAULT_IF_UNSET -> set ? value : argument;
            case DEFAULT_IF_EMPTY -> value.isEmpty() ? argument : value;
            case ALTERNATIVE_IF_SET -> set ? argument : "";
            case ALTERNATIVE_IF_NOT_EMPTY -> value.isEmpty() ? "" : argument;
            case REQUIRE_SET -> set ? value : missing(variable.name(), argument, "unset");
            case REQUIRE_NOT_EMPTY ->
                value.isEmpty() ? missing(variable.name(), argument, set ? "empty" : "unset") : value;
            case TRIM_PREFIX -> trimPrefix(value, argument);
            case TRIM_SUFFIX -> trimSuffix(value, argument);
            case REPLACE_FIRST -> Pattern.parse(argument).replaceFirst(value, replacement);
            case REPLACE_ALL -> Pattern.parse(argument).replaceAll(value, replacement);
        };
    }

    private static String missing(String name, String message, String state) {
        String why = message.isEmpty() ? "is not allowed to be " + state : message;
        throw new FragmentException("variable-required", name + ": " + why, 0);
    }

    private static String trimPrefix(String value, String argument) {
        return argument.startsWith("#")
                ? Pattern.parse(argument.substring(1)).trimPrefix(value, Pattern.Extent.LONGEST)
                : Pattern.parse(argument).trimPrefix(value, Pattern.Extent.SHORTEST);
    }

    private static String trimSuffix(String value, String argument) {
        return argument.startsWith("%")
                ? Pattern.parse(argument.substring(1)).trimSuffix(value, Pattern.Extent.LONGEST)
                : Pattern.parse(argument).trimSuffix(value, Pattern.Extent.SHORTEST);
    }
}
