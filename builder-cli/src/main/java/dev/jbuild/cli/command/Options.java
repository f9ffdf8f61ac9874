package dev.jbuild.cli.command;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Says a command's options in a line each. All commands have {@code -h, --help}. Used by one thread. */
public final class Options {
    private final CommandSpec spec = CommandSpec.create();

    private Options() {}

    /** A command with this description; each line of the footer stands below its options. */
    public static Options of(String description, String... footer) {
        Options options = new Options();
        options.spec.usageMessage().description(description).footer(footer).width(110);
        options.spec.usageMessage().abbreviateSynopsis(true).sortOptions(true);
        options.spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("show this help")
                .build());
        return options;
    }

    /** On or off. */
    public Options flag(String description, String... names) {
        spec.addOption(OptionSpec.builder(names)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build());
        return this;
    }

    /** Off unless said; {@code --name=false} says off. */
    public Options toggle(String description, String... names) {
        spec.addOption(OptionSpec.builder(names)
                .type(boolean.class)
                .arity("0..1")
                .fallbackValue("true")
                .description(description)
                .build());
        return this;
    }

    /** One value. */
    public Options value(String label, String description, String... names) {
        spec.addOption(OptionSpec.builder(names)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build());
        return this;
    }

    /** A whole number. */
    public Options number(String label, String description, String... names) {
        spec.addOption(OptionSpec.builder(names)
                .type(Integer.class)
                .paramLabel(label)
                .description(description)
                .build());
        return this;
    }

    /** Values, one for each time that it is given. */
    public Options values(String label, String description, String... names) {
        spec.addOption(OptionSpec.builder(names)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build());
        return this;
    }

    /** A parameter that must be there. */
    public Options parameter(int index, String label, String description) {
        spec.addPositional(PositionalParamSpec.builder()
                .index(Integer.toString(index))
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .required(true)
                .build());
        return this;
    }

    /** Parameters from an index on; arity as picocli writes it, {@code 0..1} or {@code 1..*}. */
    public Options parameters(int index, String arity, String label, String description) {
        spec.addPositional(PositionalParamSpec.builder()
                .index(index + "..*")
                .arity(arity)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .description(description)
                .build());
        return this;
    }

    public CommandSpec spec() {
        return spec;
    }

    static boolean isSet(ParseResult parsed, String name) {
        return parsed.matchedOptionValue(name, false);
    }

    static Optional<String> text(ParseResult parsed, String name) {
        return Optional.ofNullable(parsed.matchedOptionValue(name, null));
    }

    static List<String> texts(ParseResult parsed, String name) {
        return parsed.matchedOptionValue(name, List.of());
    }

    static String parameter(ParseResult parsed, int index) {
        return parsed.matchedPositionalValue(index, "");
    }

    static List<String> parameters(ParseResult parsed, int index) {
        return parsed.matchedPositionalValue(index, List.of());
    }
}
