package dev.jbuild.cli;

import dev.jbuild.cli.command.BuildCommand;
import dev.jbuild.cli.settings.SettingOptions;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.IoFailures;
import dev.jbuild.grammar.text.SyntaxException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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

    /**
     * Ends the process without a wait for anything, unless an archive of classes is to be written at its exit, or a signal ends it already:
     * then the exit code is the signal's.
     */
    private static void end(int exitCode) {
        boolean orderly =
                exitCode == ErrorCode.INTERRUPTED.exitCode() || "orderly".equals(System.getProperty("jbuild.exit"));
        if (exitCode != 0 && isEnded()) {
            System.exit(
                    0); // waits for the end that has begun; any other code would be Java's own, if all hooks have run
        }
        if (orderly) {
            System.exit(exitCode);
        }
        HostKernel.end(exitCode);
        Runtime.getRuntime().halt(exitCode);
    }

    /** Whether a signal ends the process already; whatever failed then failed by it, and the exit code is the signal's. */
    private static boolean isEnded() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread("none"));
            return false;
        } catch (IllegalStateException e) {
            return true; // the only thing that Java says of it
        }
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
        Optional<Command> command = Commands.find(first);
        if (command.isEmpty() || first.equals("build")) {
            ClassesAhead.load();
        }
        return command.isPresent()
                ? run(command.get(), first, args.subList(1, args.size()))
                : run(new BuildCommand(), "", args);
    }

    /** @param name empty where none was said, which means a build */
    private int run(Command command, String name, List<String> args) {
        ErrorPrinter errors = new ErrorPrinter(console.err());
        try {
            CommandSpec spec = command.spec();
            Optional<ParseResult> options = PlainCommandLine.parse(spec, args);
            if (options.isEmpty()) {
                FullCommandLine line = new FullCommandLine(spec, name);
                options = line.parse(args, console);
                if (options.isEmpty()) {
                    return line.exitCode() == 0 ? 0 : command.usageExitCode();
                }
            }
            return command.run(
                    options.get(),
                    console.withEnv(SettingOptions.applied(options.get(), console.env(), console.workingDirectory())));
        } catch (BuildException e) {
            return errors.print(name.isEmpty() && e.code() == ErrorCode.CONTEXT_INVALID ? meant(e, args) : e);
        } catch (SyntaxException e) {
            return errors.print(e);
        } catch (IOException e) { // of the machine, wherever it was met
            return errors.print(IoFailures.meaning((name.isEmpty() ? "build" : name) + " failed", e));
        } catch (Throwable e) {
            return errors.printBug(e);
        }
    }

    private static BuildException meant(BuildException e, List<String> args) {
        Optional<String> hint = MeantCommand.hint(args);
        return hint.isPresent() ? e.withHint(hint.get()) : e;
    }

    /** For tests. */
    static int run(Console console, String... args) {
        return new Main(console).run(Arrays.asList(args));
    }
}
