package dev.jbuild.exec.rootless;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.FailureReport;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.Program;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The way of an ordinary user to a RUN: the program is started once more inside a user namespace in which the user is root, with
 * the subordinate ids that the user was given. What the second one prints and reads is the first one's; its exit code is handed
 * on. Used by one thread, which must not end before the second one does.
 */
public final class Rootless {
    /** Chooses the way: {@code subids}, {@code single} or {@code none}; without it the best one that there is. */
    public static final String VARIABLE = "JBUILD_ROOTLESS";

    /** What to do for subordinate ids. */
    public static final String HOW_TO_GET_IDS = IdMapping.HOW_TO_GET_IDS;

    private static final String SUBORDINATE = "subids";
    private static final String SINGLE = "single";
    private static final String NONE = "none";
    private static final byte[] ONE_MILLISECOND =
            ProgramBuilder.struct(16).putLong(0).putLong(1_000_000).array(); // struct timespec

    private final IdMapping mapping;

    private Rootless(IdMapping mapping) {
        this.mapping = mapping;
    }

    /** True when this process is not root and so cannot run a command in the sandbox. */
    public static boolean needed() throws IOException {
        return OwnFiles.owner(Path.of("/proc/self")) != 0;
    }

    /** Decides on a way. A BuildException when it is one that this machine does not allow. */
    public static Rootless plan(Map<String, String> environment) throws IOException {
        String wanted = environment.getOrDefault(VARIABLE, "");
        UserIds user = UserIds.current();
        Optional<IdMapping> subordinate = IdMapping.subordinate(user);
        return switch (wanted) {
            case SUBORDINATE ->
                new Rootless(subordinate.orElseThrow(() -> BuildException.of(
                                ErrorCode.FEATURE_MISSING, "no subordinate ids for \"" + user.name() + "\"")
                        .withHint(IdMapping.HOW_TO_GET_IDS)));
            case SINGLE -> new Rootless(IdMapping.forcedSingle(user));
            case NONE ->
                throw BuildException.of(
                                ErrorCode.NAMESPACES_REFUSED,
                                "a command cannot be run: got " + VARIABLE + "=none and no root")
                        .withHint("unset " + VARIABLE + ", or run jbuild as root");
            case "" -> new Rootless(subordinate.orElseGet(() -> IdMapping.single(user)));
            default ->
                throw BuildException.of(
                        ErrorCode.USAGE, "got " + VARIABLE + "=" + wanted + ", want subids, single or none");
        };
    }

    /** What the user should know of this way: that only one id is there, and what that prevents. */
    public Optional<String> warning() {
        return mapping.warning();
    }

    /**
     * Starts a program inside and waits for its end.
     *
     * @param scratch a directory for two short-lived files
     * @param watch hears of the new process, and is closed when that has ended
     * @return its exit code
     */
    public int reexec(Runner runner, InnerProgram inner, Path scratch, Function<Process, AutoCloseable> watch)
            throws IOException {
        Path report = OwnFiles.temporary(scratch, new byte[0]);
        Program program = program(runner, inner, report);
        Path file = OwnFiles.temporary(scratch, program.image());
        try {
            Process process = inner.start(runner, file);
            AutoCloseable watching = watch.apply(process);
            Thread stop = new Thread(() -> end(process), "stop-inner-jvm");
            Runtime.getRuntime().addShutdownHook(stop);
            if (awaitNamespace(process)) {
                OwnFiles.delete(file); // it has all variables in it, and has been read
                mapping.apply(process.pid());
            }
            int code = process.waitFor();
            close(watching);
            Optional<FailureReport> failure = FailureReport.read(report);
            if (failure.isPresent()) {
                throw failure.get()
                        .toException(program)
                        .withHint("run jbuild doctor to see what this machine allows, or run jbuild as root");
            }
            return code;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BuildException.of(ErrorCode.INTERRUPTED, "interrupted while the build ran");
        } finally {
            OwnFiles.delete(file);
            OwnFiles.delete(report);
        }
    }

    private static void close(AutoCloseable watching) throws IOException {
        try {
            watching.close();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** This JVM is to end: the other one is told first, so that it can end in order. */
    private static void end(Process process) {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the runner is in its new namespace, where no id is mapped yet; false when it has ended before. */
    private static boolean awaitNamespace(Process process) throws IOException, InterruptedException {
        Path map = Path.of("/proc", Long.toString(process.pid()), "uid_map");
        while (process.isAlive()) {
            if (OwnFiles.read(map).filter(bytes -> bytes.length == 0).isPresent()) {
                return true;
            }
            Thread.sleep(1);
        }
        return false;
    }

    private static Program program(Runner runner, InnerProgram inner, Path report) {
        ProgramBuilder program = new ProgramBuilder(runner.machine());
        inner.descriptors().open(program);
        Slot failures = program.slot("report");
        program.call(
                        Syscall.OPENAT,
                        Linux.AT_FDCWD,
                        text(PathBytes.bytes(report)),
                        Linux.O_WRONLY.or(Linux.O_CLOEXEC),
                        NULL)
                .into(failures);
        program.reportTo(failures);
        program.call(Syscall.PRCTL, Linux.PR_SET_PDEATHSIG, Linux.SIGKILL, NULL, NULL, NULL);
        program.call(Syscall.UNSHARE, Linux.CLONE_NEWUSER.or(Linux.CLONE_NEWNS))
                .orFail(ErrorCode.NAMESPACES_REFUSED, "the kernel refuses a user namespace");
        program.topic("root, as soon as the ids are mapped");
        Memory pause = program.bytes("pause", ONE_MILLISECOND);
        becomeRoot(program, Syscall.SETRESGID, "gid", pause);
        becomeRoot(program, Syscall.SETRESUID, "uid", pause);
        program.call(Syscall.PRCTL, Linux.PR_SET_PDEATHSIG, Linux.SIGKILL, NULL, NULL, NULL); // the ids have cleared it
        List<String> env = inner.environment().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .sorted()
                .toList();
        program.call(
                        Syscall.EXECVE,
                        text(inner.command().get(0)),
                        program.strings("args", inner.command()),
                        program.strings("env", env))
                .orFail(ErrorCode.INPUT_OUTPUT, "cannot start jbuild once more");
        return program.build();
    }

    private static void becomeRoot(ProgramBuilder program, Syscall call, String what, Memory pause) {
        Label unmapped = program.label(what + "-unmapped");
        Label again = program.label(what);
        Label mapped = program.label(what + "-mapped");
        program.place(again);
        program.call(call, number(0), number(0), number(0)).when(Errno.EINVAL, unmapped);
        program.jump(mapped);
        program.place(unmapped);
        program.call(Syscall.PPOLL, NULL, NULL, pause, NULL, NULL).acceptAll();
        program.jump(again);
        program.place(mapped);
    }
}
