package dev.jbuild.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads every command line, and tells about options and mistakes, by picocli. Loaded when {@link PlainCommandLine} gives up. */
final class FullCommandLine {
    private static final int USAGE = 2;

    private final CommandSpec spec;
    private final String name;
    private final boolean isSaid;
    private final CommandLine line;
    private int exitCode;

    /** @param name of the command; empty where none was said, which means a build */
    FullCommandLine(CommandSpec spec, String name) {
        this.spec = spec;
        this.name = name.isEmpty() ? "build" : name;
        this.isSaid = !name.isEmpty();
        this.line = new CommandLine(model()).setHelpFactory(FlagHelp::new);
    }

    /** Shows flags without the value that they may have. */
    private static final class FlagHelp extends CommandLine.Help {

        FlagHelp(CommandLine.Model.CommandSpec command, ColorScheme colors) {
            super(command, colors);
        }

        @Override
        public IParamLabelRenderer parameterLabelRenderer() {
            return new Labels(super.parameterLabelRenderer());
        }

        private record Labels(IParamLabelRenderer others) implements IParamLabelRenderer {
            @Override
            public Ansi.Text renderParameterLabel(ArgSpec argument, Ansi ansi, List<Ansi.IStyle> styles) {
                return argument.typeInfo().isBoolean()
                        ? ansi.text("")
                        : others.renderParameterLabel(argument, ansi, styles);
            }

            @Override
            public String separator() {
                return others.separator();
            }
        }
    }

    private CommandLine.Model.CommandSpec model() {
        CommandLine.Model.CommandSpec model =
                CommandLine.Model.CommandSpec.create().name("jbuild " + name);
        model.usageMessage()
                .description(spec.description())
                .footer(spec.footer().toArray(String[]::new))
                .width(110)
                .abbreviateSynopsis(true)
                .sortOptions(true);
        model.addOption(
                OptionSpec.builder(spec.indexOf("-h") < 0 ? new String[] {"-h", "--help"} : new String[] {"--help"})
                        .usageHelp(true)
                        .description("show this help")
                        .build());
        spec.options().forEach(option -> model.addOption(model(option)));
        for (int i = 0; i < spec.parameters().size(); i++) {
            model.addPositional(model(spec.parameters().get(i), i));
        }
        model.parser().stopAtPositional(spec.order() == CommandSpec.Order.OPTIONS_FIRST);
        return model;
    }

    private static OptionSpec model(CommandSpec.Option option) {
        OptionSpec.Builder model =
                OptionSpec.builder(option.names().toArray(String[]::new)).description(option.description());
        switch (option.kind()) {
            case FLAG ->
                model.type(boolean.class)
                        .arity("0..1")
                        .converters(FullCommandLine::truth)
                        .preprocessor((words, command, flag, how) -> isAttached(how) ? false : pushTrue(words));
            case OPTIONAL ->
                model.type(String.class)
                        .arity("0..1")
                        .paramLabel(option.label())
                        .preprocessor((words, command, flag, how) ->
                                isAttached(how) || isTruth(words) ? false : pushTrue(words));
            case TEXT -> model.type(String.class).paramLabel(option.label());
            case NUMBER -> model.type(Integer.class).paramLabel(option.label());
            case TEXTS ->
                model.type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel(option.label());
        }
        return model.build();
    }

    private static boolean truth(String text) {
        return Truth.parse(text)
                .orElseThrow(() -> new TypeConversionException("got \"" + text + "\", want true or false"));
    }

    /** Whether a value stands behind the option's own {@code =}, or what may be one in a word of several short options. */
    private static boolean isAttached(Map<String, Object> how) {
        return !" ".equals(how.get("separator"));
    }

    private static boolean isTruth(Stack<String> words) {
        return !words.isEmpty() && Truth.parse(words.peek()).isPresent();
    }

    /** As if it had been written so. */
    private static boolean pushTrue(Stack<String> words) {
        words.push("true");
        return false; // picocli goes on
    }

    private static PositionalParamSpec model(CommandSpec.Parameter parameter, int index) {
        PositionalParamSpec.Builder model =
                PositionalParamSpec.builder().paramLabel(parameter.label()).description(parameter.description());
        if (parameter.most() == 1) {
            boolean required = parameter.least() == 1;
            return model.index(Integer.toString(index))
                    .type(String.class)
                    .arity(parameter.least() + "..1")
                    .required(required)
                    .build();
        }
        boolean any = parameter.most() == CommandSpec.Parameter.ANY_NUMBER;
        return model.index(index + "..*")
                .required(parameter.least() > 0)
                .arity(parameter.least() + ".." + (any ? "*" : Integer.toString(parameter.most())))
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build();
    }

    /** What the line says; empty when that was help or a mistake, which has been answered, see {@link #exitCode}. */
    Optional<ParseResult> parse(List<String> args, Console console) {
        try {
            CommandLine.ParseResult parsed = line.parseArgs(args.toArray(String[]::new));
            if (parsed.isUsageHelpRequested()) {
                line.usage(console.out());
                return Optional.empty();
            }
            return Optional.of(result(parsed));
        } catch (ParameterException e) {
            tell(e, args, console.err());
            exitCode = USAGE;
            return Optional.empty();
        }
    }

    /** What the program ends with when there is nothing to carry out. */
    int exitCode() {
        return exitCode;
    }

    private ParseResult result(CommandLine.ParseResult parsed) {
        ParseResult result = new ParseResult(spec);
        for (int i = 0; i < spec.options().size(); i++) {
            Object value = parsed.matchedOptionValue(spec.options().get(i).name(), null);
            if (value != null) {
                result.put(i, value);
            }
        }
        List<String> words = new ArrayList<>();
        for (PositionalParamSpec parameter : new LinkedHashSet<>(parsed.matchedPositionals())) { // one for each word
            words.addAll(parameter.stringValues());
        }
        result.parameters(words);
        return result;
    }

    private void tell(ParameterException e, List<String> args, PrintStream err) {
        List<String> unknown = unknownOptions(e);
        String message = unknown.isEmpty() ? e.getMessage() : unknown(unknown);
        err.println("error[usage]: " + Character.toLowerCase(message.charAt(0)) + message.substring(1));
        Optional<String> instead = OptionsElsewhere.hint(name, unknown);
        if (instead.isEmpty() && e instanceof UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                err.println("  did you mean " + String.join(" or ", near) + "?");
            }
        }
        Optional<String> meant = isSaid ? Optional.empty() : MeantCommand.hint(args);
        err.println("  try: " + meant.or(() -> instead).orElse("jbuild " + name + " --help"));
    }

    /** Those that are no options here; words behind them, which picocli does not know either, may be their values. */
    private static List<String> unknownOptions(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
                ? unmatched.getUnmatched().stream()
                        .filter(word -> word.startsWith("-"))
                        .toList()
                : List.of();
    }

    private static String unknown(List<String> options) {
        return (options.size() == 1 ? "unknown option: '" : "unknown options: '") + String.join("', '", options) + "'";
    }
}
