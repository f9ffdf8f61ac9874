package dev.jbuild.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a command line says, as its {@link CommandSpec} understands it. Used by one thread. */
public final class ParseResult {
    private final CommandSpec spec;
    private final @Nullable Object[] values;
    private List<String> words = List.of();

    ParseResult(CommandSpec spec) {
        this.spec = spec;
        this.values = new Object[spec.options().size()];
    }

    /** Whether a flag or toggle is on. */
    public boolean isSet(String name) {
        return Boolean.TRUE.equals(value(name));
    }

    /** Whether the command has such an option, and it was given. */
    public boolean has(String name) {
        int option = spec.indexOf(name);
        return option >= 0 && values[option] != null;
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable((String) value(name));
    }

    public Optional<Integer> number(String name) {
        return Optional.ofNullable((Integer) value(name));
    }

    /** The values of an option that may be repeated, in their order. */
    @SuppressWarnings("unchecked")
    public List<String> texts(String name) {
        Object value = value(name);
        return value == null ? List.of() : (List<String>) value;
    }

    /** A parameter that is one word, or empty text where it was left out. */
    public String parameter(int index) {
        return index < words.size() ? words.get(index) : "";
    }

    /** All words from a parameter on. */
    public List<String> parameters(int index) {
        return index < words.size() ? words.subList(index, words.size()) : List.of();
    }

    private @Nullable Object value(String name) {
        int option = spec.indexOf(name);
        if (option < 0) {
            throw new IllegalArgumentException("no option is called " + name);
        }
        return values[option];
    }

    /** Gives the option of this index a value; false where it has one already. */
    boolean put(int option, Object value) {
        boolean first = values[option] == null;
        values[option] = value;
        return first;
    }

    /** One more value of an option that may be repeated. */
    @SuppressWarnings("unchecked")
    void add(int option, String value) {
        if (values[option] == null) {
            values[option] = new ArrayList<String>();
        }
        ((List<String>) values[option]).add(value);
    }

    void parameters(List<String> given) {
        words = List.copyOf(given);
    }
}
