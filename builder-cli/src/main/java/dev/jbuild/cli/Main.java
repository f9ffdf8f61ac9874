package dev.jbuild.cli;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.grammar.text.SyntaxException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: picks the command that the first word names, else {@code build}, and turns its end into an exit code. */
public final class Main {
    private static final int USAGE = 2;

    private final Console console;

    Main(Console console) {
        this.console = console;
    }

    public static void main(String[] args) {
        int exitCode = new Main(Console.ofProcess()).run(List.of(args));
        System.out.flush();
        System.err.flush();
        end(exitCode == 0 && System.out.checkError() ? 1 : exitCode);
    }

    /** Ends the process without a wait for anything, unless an archive of classes is to be written at its exit. */
    private static void end(int exitCode) {
        if ("orderly".equals(System.getProperty("jbuild.exit"))) {
            System.exit(exitCode);
        }
        Runtime.getRuntime().halt(exitCode);
    }

    int run(List<String> args) {
        if (args.isEmpty()) {
            Help.print(console.err());
            return USAGE;
        }
        String first = args.get(0);
        if (first.equals("--help") || first.equals("-h") || first.equals("help") && args.size() == 1) {
            Help.print(console.out());
            return 0;
        }
        if (first.equals("--version") || first.equals("version")) {
            console.out().println("jbuild " + Version.CURRENT);
            return 0;
        }
        if (first.equals("help")) {
            return run(List.of(args.get(1), "--help"));
        }
        Commands.Entry entry = Commands.find(first).orElse(null);
        return entry == null
                ? run(Commands.find("build").orElseThrow(), args)
                : run(entry, args.subList(1, args.size()));
    }

    private int run(Commands.Entry entry, List<String> args) {
        Command command = entry.command().get();
        CommandLine line = new CommandLine(command.spec());
        line.getCommandSpec().name("jbuild " + entry.name());
        ErrorPrinter errors = new ErrorPrinter(console.err());
        try {
            ParseResult options = line.parseArgs(args.toArray(String[]::new));
            if (options.isUsageHelpRequested()) {
                line.usage(console.out());
                return 0;
            }
            return command.run(options, console);
        } catch (ParameterException e) {
            return wrongUsage(entry, e);
        } catch (BuildException e) {
            return errors.print(e);
        } catch (SyntaxException e) {
            return errors.print(e);
        } catch (Throwable e) {
            return errors.printBug(e);
        }
    }

    private int wrongUsage(Commands.Entry entry, ParameterException e) {
        PrintStream err = console.err();
        err.println("error[usage]: " + Character.toLowerCase(e.getMessage().charAt(0))
                + e.getMessage().substring(1));
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                err.println("  did you mean " + String.join(" or ", near) + "?");
            }
        }
        err.println("  try: jbuild " + entry.name() + " --help");
        return USAGE;
    }

    /** For tests. */
    static int run(Console console, String... args) {
        return new Main(console).run(Arrays.asList(args));
    }
}
