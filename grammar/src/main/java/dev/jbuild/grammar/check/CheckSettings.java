package dev.jbuild.grammar.check;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What {@code # check=skip=A,B;error=true;experimental=all} says.
 *
 * @param off rules that are not looked for
 */
public record CheckSettings(Set<Rule> off, Failure failure) {

    /** What a warning does to a build. */
    public enum Failure {
        NEVER,
        ON_WARNING
    }

    private static final String ALL = "all";

    public CheckSettings {
        off = Set.copyOf(off);
    }

    /** All rules but the experimental ones; a warning is only told. */
    public static CheckSettings defaults() {
        return parse("");
    }

    /**
     * Reads the value of a directive, which ends at the first blank: what stands behind it is a remark.
     *
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static CheckSettings ofDirective(String value) {
        return parse(firstWord(value));
    }

    /**
     * Reads the settings that a user gives. Names of rules that are unknown are passed over: the file may be written for a newer builder.
     *
     * @throws IllegalArgumentException with what is wrong: an unknown option or value
     */
    public static CheckSettings parse(String text) {
        return parse(text, rules(ALL, Experimental.ONLY));
    }

    /**
     * Reads the value of a comment above an instruction, as {@link #ofDirective} does; only what it names is off.
     *
     * @throws IllegalArgumentException as {@link #parse}
     */
    static CheckSettings ofComment(String value) {
        return parse(firstWord(value), EnumSet.noneOf(Rule.class));
    }

    private static String firstWord(String value) {
        String text = value.strip();
        int blank = text.indexOf(' ');
        return blank < 0 ? text : text.substring(0, blank);
    }

    private static CheckSettings parse(String text, Set<Rule> off) {
        Failure failure = Failure.NEVER;
        if (text.isBlank()) {
            return new CheckSettings(off, failure);
        }
        for (String option : text.split(";", -1)) {
            int equals = option.indexOf('=');
            String name = option.substring(0, Math.max(equals, 0)).strip();
            String value = option.substring(equals + 1).strip();
            switch (name) {
                case "skip" -> off.addAll(rules(value, Experimental.WITHOUT));
                case "experimental" -> off.removeAll(rules(value, Experimental.ONLY));
                case "error" -> failure = failure(value);
                default ->
                    throw new IllegalArgumentException(
                            "unknown option of check \"%s\", want skip=…, error=… or experimental=…"
                                    .formatted(option.strip()));
            }
        }
        return new CheckSettings(off, failure);
    }

    private enum Experimental {
        ONLY,
        WITHOUT
    }

    private static Set<Rule> rules(String list, Experimental kind) {
        Set<Rule> rules = EnumSet.noneOf(Rule.class);
        for (String word : list.split(",", -1)) {
            String id = word.strip();
            if (id.equalsIgnoreCase(ALL)) {
                for (Rule rule : Rule.values()) {
                    if (rule.isExperimental() == (kind == Experimental.ONLY)) {
                        rules.add(rule);
                    }
                }
            } else {
                Rule.of(id).ifPresent(rules::add);
            }
        }
        return rules;
    }

    private static Failure failure(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "t", "true" -> Failure.ON_WARNING;
            case "0", "f", "false" -> Failure.NEVER;
            default -> throw new IllegalArgumentException("got error=" + value + " in check, want true or false");
        };
    }
}
