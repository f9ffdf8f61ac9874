package dev.jbuild.cli.command;

import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.CommandSpec.Kind;
import dev.jbuild.cli.ParseResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says a command's options in a line each. All commands have {@code -h, --help}. Used by one thread. */
public final class Options {
    private final String description;
    private final List<String> footer;
    private final List<CommandSpec.Option> options = new ArrayList<>();
    private final List<CommandSpec.Parameter> parameters = new ArrayList<>();
    private CommandSpec.Order order = CommandSpec.Order.ANY;

    private Options(String description, String... footer) {
        this.description = description;
        this.footer = List.of(footer);
    }

    /** A command with this description; each line of the footer stands below its options. */
    public static Options of(String description, String... footer) {
        return new Options(description, footer)
                .value("DIR", "the store; else JBUILD_ROOT, see jbuild config", "--store");
    }

    /** Off unless said; {@code --name=false} says off. */
    public Options flag(String description, String... names) {
        return add(Kind.FLAG, "", description, names);
    }

    /** One value, which may be left out: {@code true}. */
    public Options optional(String label, String description, String... names) {
        return add(Kind.OPTIONAL, label, description, names);
    }

    /** One value. */
    public Options value(String label, String description, String... names) {
        return add(Kind.TEXT, label, description, names);
    }

    /** How registries are reached. */
    public Options registries() {
        return values("HOST[:PORT]", "need no certificate of it, or no TLS; repeatable", "--insecure-registry")
                .values("[REGISTRY=]MIRROR", "ask there first; repeatable", "--mirror");
    }

    /** A whole number. */
    public Options number(String label, String description, String... names) {
        return add(Kind.NUMBER, label, description, names);
    }

    /** Values, one for each time that it is given. */
    public Options values(String label, String description, String... names) {
        return add(Kind.TEXTS, label, description, names);
    }

    private Options add(Kind kind, String label, String description, String... names) {
        options.add(new CommandSpec.Option(kind, label, description, List.of(names)));
        return this;
    }

    /** A parameter that must be there. */
    public Options parameter(int index, String label, String description) {
        return add(index, new CommandSpec.Parameter(label, description, 1, 1));
    }

    /** Parameters from an index on, the last ones; how many, {@code 0..1} or {@code 1..*}. */
    public Options parameters(int index, String arity, String label, String description) {
        int dots = arity.indexOf("..");
        String most = arity.substring(dots + 2);
        return add(
                index,
                new CommandSpec.Parameter(
                        label,
                        description,
                        Integer.parseInt(arity.substring(0, dots)),
                        most.equals("*") ? CommandSpec.Parameter.ANY_NUMBER : Integer.parseInt(most)));
    }

    private Options add(int index, CommandSpec.Parameter parameter) {
        if (index != parameters.size()) {
            throw new IllegalArgumentException("parameter " + index + " is number " + parameters.size());
        }
        parameters.add(parameter);
        return this;
    }

    /** What stands behind the first parameter is no option of this command, however it looks. */
    public Options stopAtFirstParameter() {
        order = CommandSpec.Order.OPTIONS_FIRST;
        return this;
    }

    public CommandSpec spec() {
        return new CommandSpec(description, footer, options, parameters, order);
    }

    static boolean isSet(ParseResult parsed, String name) {
        return parsed.isSet(name);
    }

    static Optional<String> text(ParseResult parsed, String name) {
        return parsed.text(name);
    }

    static List<String> texts(ParseResult parsed, String name) {
        return parsed.texts(name);
    }

    static String parameter(ParseResult parsed, int index) {
        return parsed.parameter(index);
    }

    static List<String> parameters(ParseResult parsed, int index) {
        return parsed.parameters(index);
    }
}
