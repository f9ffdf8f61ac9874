package dev.jbuild.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The subcommands, in the order of the help. Their classes are loaded when they are used. */
final class Commands {
    static final List<Entry> ALL = List.of();

    /** @param summary one line for the list in the help */
    record Entry(String name, String summary, Supplier<Command> command) {}

    private Commands() {}

    static Optional<Entry> find(String name) {
        return ALL.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }
}
