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
        return parse(text, Scope.FILE);
    }

    /**
     * Reads the value of a comment above an instruction, as {@link #ofDirective} does; only what it names is off.
     *
     * @throws IllegalArgumentException as {@link #parse}
     */
    static CheckSettings ofComment(String value) {
        return parse(firstWord(value), Scope.INSTRUCTION);
    }

    private static String firstWord(String value) {
        String text = value.strip();
        int blank = text.indexOf(' ');
        return blank < 0 ? text : text.substring(0, blank);
    }

    private static CheckSettings parse(String text, Scope scope) {
        Choice skipped = new Choice();
        Choice experimental = new Choice();
        Failure failure = Failure.NEVER;
        for (String option : text.isBlank() ? new String[0] : text.split(";", -1)) {
            int equals = option.indexOf('=');
            String name = option.substring(0, Math.max(equals, 0)).strip();
            String value = option.substring(equals + 1).strip();
            switch (name) {
                case "skip" -> skipped.read(value);
                case "experimental" -> experimental.read(value);
                case "error" -> failure = failure(value);
                default ->
                    throw new IllegalArgumentException(
                            "unknown option of check \"%s\", want skip=…, error=… or experimental=…"
                                    .formatted(option.strip()));
            }
        }
        Set<Rule> off = EnumSet.noneOf(Rule.class);
        for (Rule rule : Rule.values()) {
            boolean isOff = rule.isExperimental()
                    ? scope == Scope.FILE ? !experimental.has(rule) : skipped.listed.contains(rule)
                    : skipped.has(rule);
            if (isOff) {
                off.add(rule);
            }
        }
        return new CheckSettings(off, failure);
    }

    private enum Scope {
        FILE,
        INSTRUCTION
    }

    /** The rules that an option names, or all. Of two lists the last one counts, and names have their case, as for other builders. */
    private static final class Choice {
        private Set<Rule> listed = EnumSet.noneOf(Rule.class);
        private boolean all;

        void read(String value) {
            if (value.equals(ALL)) {
                all = true;
                return;
            }
            listed = EnumSet.noneOf(Rule.class);
            for (String word : value.split(",", -1)) {
                Rule.of(word.strip()).ifPresent(listed::add);
            }
        }

        boolean has(Rule rule) {
            return all || listed.contains(rule);
        }
    }

    private static Failure failure(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "t", "true" -> Failure.ON_WARNING;
            case "0", "f", "false" -> Failure.NEVER;
            default -> throw new IllegalArgumentException("got error=" + value + " in check, want true or false");
        };
    }
}
