package dev.jbuild.cli;

import java.util.List;

/**
 * What a command takes: its options, its parameters and their help. Plain data, so that most command lines are read without the
 * library that reads all of them. Made by {@link dev.jbuild.cli.command.Options}.
 *
 * @param options all but {@code --help}, which every command has
 * @param parameters in their order; only the last may take many
 * @param order whether options may stand behind the first parameter
 */
public record CommandSpec(
        String description, List<String> footer, List<Option> options, List<Parameter> parameters, Order order) {

    /** Where options may stand. */
    public enum Order {
        ANY,
        /** What stands behind the first parameter is not the command's: as the words that a container runs. */
        OPTIONS_FIRST
    }

    /** How many words an option takes, and what they become. */
    public enum Kind {
        /** One with {@code =}, which says on or off, or none: on. */
        FLAG,
        /** One with {@code =}, or none: {@code true}. */
        OPTIONAL,
        TEXT,
        NUMBER,
        /** One, and the option may be repeated. */
        TEXTS
    }

    /**
     * @param label what stands for the value in the help
     * @param names with their hyphens; the last is the one that the program knows it by
     */
    public record Option(Kind kind, String label, String description, List<String> names) {
        public String name() {
            return names.get(names.size() - 1);
        }
    }

    /**
     * @param least how many words there must be
     * @param most how many there may be; only of the last parameter it is more than one
     */
    public record Parameter(String label, String description, int least, int most) {
        /** As many as a user likes. */
        public static final int ANY_NUMBER = Integer.MAX_VALUE;
    }

    /** Where in {@link #options} the one is that is called so, or -1. */
    int indexOf(String name) {
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).names.contains(name)) {
                return i;
            }
        }
        return -1;
    }
}
