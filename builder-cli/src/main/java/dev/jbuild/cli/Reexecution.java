package dev.jbuild.cli;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.rootless.InnerProgram;
import dev.jbuild.exec.rootless.KeptDescriptors;
import dev.jbuild.exec.rootless.Rootless;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Starts this program once more inside a user namespace, with the same words and the same store. */
public final class Reexecution {
    private static final Set<Integer> FROM_TERMINALS = Set.of(1, 2, 3); // SIGHUP, SIGINT and SIGQUIT

    /**
     * What has been read already, and is to be read again.
     *
     * @param standardInput all of it; closed when it has been handed on
     * @param descriptors what others gave, by their numbers
     */
    public record AlreadyRead(Optional<InputStream> standardInput, Map<Integer, byte[]> descriptors) {
        static final AlreadyRead NOTHING = new AlreadyRead(Optional.empty(), Map.of());
    }

    private Reexecution() {}

    /** True when this process is an ordinary user, who runs commands and deletes what they made in a user namespace only. */
    public static boolean needed() {
        return !HostFiles.isRoot();
    }

    /** Does everything once more inside; returns the exit code. The store's scratch space is used for two small files. */
    public static int run(BuildStore store, Path storeRoot, Console console) throws IOException {
        return runAgain(store, storeRoot, console, AlreadyRead.NOTHING);
    }

    /**
     * The same for what only shows things: inside, directories of all owners can be read. Empty, with nothing done, where this
     * machine allows no such start: then what can be seen from outside is shown.
     */
    public static OptionalInt runIfAllowed(BuildStore store, Path storeRoot, Console console) throws IOException {
        try {
            boolean more = Rootless.plan(console.env()).warning().isEmpty(); // a single id sees no more inside
            return more ? OptionalInt.of(run(store, storeRoot, console)) : OptionalInt.empty();
        } catch (BuildException e) {
            if (e.code() == ErrorCode.USAGE || e.code() == ErrorCode.INTERRUPTED) {
                throw e;
            }
            return OptionalInt.empty();
        }
    }

    /** The same, where some of what it reads has been read. */
    public static int runAgain(BuildStore store, Path storeRoot, Console console, AlreadyRead read) throws IOException {
        return run(store, storeRoot, console, started -> () -> {}, read);
    }

    /** As {@link #run}, for a program that has more signals than those that end it. */
    public static int runForwardingSignals(BuildStore store, Path storeRoot, Console console) throws IOException {
        Runner runner = Runner.in(store.layers().scratch("signals"));
        return run(
                store,
                storeRoot,
                console,
                started -> CommandSignals.to(number -> forward(runner, started, number)),
                AlreadyRead.NOTHING);
    }

    /** What a terminal sends, it sends to both programs. */
    private static void forward(Runner runner, Process to, int number) {
        if (to.isAlive() && !(FROM_TERMINALS.contains(number) && HostFiles.isForeground())) {
            try {
                runner.signal(to.pid(), number);
            } catch (IOException e) {
                to.destroy(); // a program that cannot be told is ended
            }
        }
    }

    private static int run(
            BuildStore store, Path storeRoot, Console console, Function<Process, AutoCloseable> watch, AlreadyRead read)
            throws IOException {
        Rootless way = Rootless.plan(console.env());
        way.warning().ifPresent(warning -> console.err().println("warning: " + warning));
        Path scratch = store.layers().scratch("userns");
        Map<String, String> environment = new TreeMap<>(console.env());
        environment.put(Wiring.ROOT, storeRoot.toAbsolutePath().toString());
        console.out().flush();
        console.err().flush();
        List<String> command = command();
        KeptDescriptors descriptors = KeptDescriptors.namedBy(command, read.descriptors());
        InnerProgram inner = new InnerProgram(command, environment, read.standardInput(), descriptors);
        return way.reexec(Runner.in(scratch), inner, scratch, watch);
    }

    /** This JVM and all its arguments; of another program, such as one that runs tests, nothing is to be started again. */
    private static List<String> command() throws IOException {
        List<String> command = new ArrayList<>(HostFiles.commandLine());
        if (!command.contains(Main.class.getName())) {
            throw new IllegalStateException("only jbuild starts itself again, not " + command.get(0));
        }
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        return command;
    }
}
