package dev.jbuild.exec.program;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.host.ShippedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The runner on this machine: its executable file, and how a program is given to it. The only class that starts it. Thread-safe.
 *
 * <p>The runner reads the program from its standard input, which stays open behind it: what is at its other end is the lease of
 * everything that the program starts.
 */
public final class Runner {
    private static final int NOT_SEALED = 124; // exit statuses of runner.c
    private static final int CALL_FAILED = 125;
    private static final int NO_PROGRAM = 126;
    private static final String LAUNCHING = "jdk.lang.Process.launchMechanism";
    private static final int LAST_VFORK = 24; // the Java that takes the manner below without a warning
    private static final long PATIENCE_NANOS = 30_000_000_000L; // 30 s: the other process may wait long for a processor
    private static final long FIRST_PAUSE_NANOS = 1_000_000; // 1 ms, then twice as long each time
    private static final long LONGEST_PAUSE_NANOS = 64_000_000; // 64 ms

    private final Machine machine;
    private final Path file;
    private final List<String> command;
    private final AtomicReference<@Nullable Process> ready = new AtomicReference<>(); // waits for its program

    private Runner(Machine machine, Path file, List<String> command) {
        this.machine = machine;
        this.file = file;
        this.command = List.copyOf(command);
    }

    /**
     * The runner for this machine, kept in a directory of the user's own that others cannot write; made when missing. A file that
     * is there is compared byte for byte, and replaced by a rename when it differs.
     */
    public static Runner in(Path directory) throws IOException {
        launchWithoutHelper();
        Machine machine = Machine.current();
        Path file = directory.resolve("runner-" + machine.id());
        OwnFiles.putExecutable(file, executable(machine));
        return new Runner(
                machine, file.toAbsolutePath(), List.of(file.toAbsolutePath().toString()));
    }

    /**
     * Has Java start processes by itself rather than by a helper program of its own, which takes a millisecond more each time. Only
     * before the first process does that change anything, and what the user has chosen stays.
     */
    private static void launchWithoutHelper() {
        if (Runtime.version().feature() <= LAST_VFORK && System.getProperty(LAUNCHING) == null) {
            System.setProperty(LAUNCHING, "VFORK");
        }
    }

    /** Another file and how to execute it, for tests of a runner that was just compiled, or for another machine. */
    static Runner of(Machine machine, Path file, String... command) {
        return new Runner(machine, file, List.of(command));
    }

    /** The bytes that are shipped for a machine. */
    public static byte[] executable(Machine machine) throws IOException {
        return ShippedFile.read(Runner.class, "runner-" + machine.id());
    }

    public Machine machine() {
        return machine;
    }

    public Path file() {
        return file;
    }

    /**
     * Starts the runner with a program and an empty environment. The caller holds the process's stdin open as long as the program
     * may run, and reads its output.
     */
    public Process start(Program program) throws IOException {
        return start(program.image());
    }

    /** The same, with a program of a {@link Stencil}. */
    public Process start(byte[] image) throws IOException {
        Process waiting = ready.getAndSet(null);
        if (waiting != null && waiting.isAlive() && takes(waiting, image)) {
            return waiting;
        }
        Process process = launch();
        takes(process, image); // if not, its exit status says why, and whoever waits for it hears that
        return process;
    }

    /**
     * Gives a runner the program that goes on where its own leaves room, or its first; false when it ended before it had read
     * everything.
     */
    public static boolean takes(Process process, byte[] image) {
        try {
            OutputStream stdin = process.getOutputStream();
            stdin.write(image);
            stdin.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Starts the runner for the next program, unless one waits already: to start and to seal it takes longer than to give it a program.
     * It ends with this JVM, as its standard input does.
     */
    public void makeReady() {
        if (ready.get() != null) {
            return;
        }
        Process next;
        try {
            next = launch();
        } catch (IOException | BuildException e) {
            return; // whoever starts a program hears of it
        }
        if (!ready.compareAndSet(null, next)) {
            next.destroyForcibly();
        }
    }

    /**
     * Starts a program with the JVM's own standard streams, for one that becomes another program of the user's. There is no lease.
     *
     * @param file has the program's image, and is read at once
     */
    public Process startHere(Path file) throws IOException {
        return startHere(file, ProcessBuilder.Redirect.INHERIT);
    }

    /** The same, with another standard input. */
    public Process startHere(Path file, ProcessBuilder.Redirect stdin) throws IOException {
        List<String> arguments = new ArrayList<>(command);
        arguments.add("from");
        arguments.add(file.toString());
        return execute(new ProcessBuilder(arguments).inheritIO().redirectInput(stdin));
    }

    /** One that reads its program from its standard input. */
    private Process launch() throws IOException {
        return execute(new ProcessBuilder(command));
    }

    private Process execute(ProcessBuilder builder) throws IOException {
        builder.environment().clear();
        try {
            return startWhenClosed(builder);
        } catch (IOException e) {
            throw BuildException.of(ErrorCode.FEATURE_MISSING, "cannot execute \"" + file + "\": " + e.getMessage())
                    .withHint("put the store on a file system that is not mounted noexec")
                    .withCause(e);
        }
    }

    /** A file just written may still be open in a process that another thread is about to start, and then cannot be executed. */
    private static Process startWhenClosed(ProcessBuilder builder) throws IOException {
        long begin = System.nanoTime();
        for (long pause = FIRST_PAUSE_NANOS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS)) {
            try {
                return builder.start();
            } catch (IOException e) {
                boolean patient = System.nanoTime() - begin < PATIENCE_NANOS
                        && !Thread.currentThread().isInterrupted();
                if (!isBusy(e) || !patient) {
                    throw e;
                }
                LockSupport.parkNanos(pause);
            }
        }
    }

    /** Java tells an error number in one of two ways, by how it starts processes. */
    private static boolean isBusy(IOException e) {
        String message = String.valueOf(e.getMessage());
        int number = Errno.ETXTBSY.number();
        return message.contains("error=" + number + ",") || message.contains("error: " + number + " ");
    }

    /** Carries out a short program whose output nobody needs, and waits for its end. */
    public int run(Program program) throws IOException {
        Process process = start(program);
        try {
            process.getInputStream().readAllBytes();
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.getOutputStream().close();
        }
    }

    /** Sends a signal to a process of the user's, which may have ended by now. */
    public void signal(long pid, int number) throws IOException {
        ProgramBuilder program = new ProgramBuilder(machine);
        program.call(Syscall.KILL, Arg.number(pid), Arg.number(number)).acceptAll();
        run(program.build());
    }

    /** True when the exit status may mean a failed call; a command may also end so by itself. */
    public static boolean mayBeFailure(int exitStatus) {
        return exitStatus == CALL_FAILED || exitStatus == NO_PROGRAM || exitStatus == NOT_SEALED;
    }
}
