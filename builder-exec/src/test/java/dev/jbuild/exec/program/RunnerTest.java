package dev.jbuild.exec.program;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the runner makes of programs: of the file that is shipped. */
@Tag("smoke")
class RunnerTest {
    @TempDir
    Path dir;

    Runner runner;

    private Set<Long> known = Set.of();
    private final ProgramBuilder program = new ProgramBuilder(machine());
    private final Slot report = program.slot("report");

    /** The machine whose programs the runner carries out. */
    Machine machine() {
        return Machine.current();
    }

    Runner runner() throws Exception {
        return Runner.in(dir.resolve("exec"));
    }

    @BeforeEach
    void openReport() throws Exception {
        known = ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
        runner = runner();
        program.call(
                        Syscall.OPENAT,
                        Linux.AT_FDCWD,
                        text(dir.resolve("report").toString()),
                        Linux.O_WRONLY.or(Linux.O_CREAT).or(Linux.O_CLOEXEC),
                        number(0600))
                .into(report);
        program.reportTo(report);
    }

    @Test
    void carriesOutCallsInOrder() throws Exception {
        write("one ");
        write("two");
        Ended ended = run();
        assertThat(ended.output()).isEqualTo("one two");
        assertThat(ended.status()).isZero();
    }

    @Test
    void givesItsProgramToTheOneThatWaits() throws Exception {
        runner.makeReady();
        long waiting = newest();
        write("by who waited");
        Process process = runner.start(program.build());
        assertThat(process.pid()).isEqualTo(waiting);
        assertThat(process.getInputStream().readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("by who waited");
        assertThat(process.waitFor()).isZero();
        process.getOutputStream().close();
    }

    @Test
    void startsAnotherWhenTheOneThatWaitedWasKilled() throws Exception {
        runner.makeReady();
        ProcessHandle waiting = ProcessHandle.of(newest()).orElseThrow();
        waiting.destroyForcibly();
        waiting.onExit().get(120, TimeUnit.SECONDS);
        write("by another");
        assertThat(run().output()).isEqualTo("by another");
    }

    /** As a file is that another thread has just written, while a process that the JVM is about to start still has it open. */
    @Test
    void waitsUntilNobodyWritesItsFileAnyMore() throws Exception {
        write("begun");
        FileChannel writing = FileChannel.open(runner.file(), StandardOpenOption.WRITE);
        Executor later = CompletableFuture.delayedExecutor(700, TimeUnit.MILLISECONDS);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> close(writing), later);
        assertThat(run().output()).isEqualTo("begun");
        closed.join();
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void makesNoMoreReadyThanOne() {
        runner.makeReady();
        runner.makeReady();
        assertThat(ProcessHandle.current().children().filter(child -> !known.contains(child.pid())))
                .hasSize(1);
    }

    /** The one process that was started since the test began. */
    private long newest() {
        return ProcessHandle.current()
                .children()
                .mapToLong(ProcessHandle::pid)
                .filter(pid -> !known.contains(pid))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void reportsTheCallThatFailed() throws Exception {
        program.call(Syscall.CHDIR, text("/nowhere")).orFail(ErrorCode.FEATURE_MISSING, "no way");
        write("never");
        Ended ended = run();
        assertThat(ended.status()).isEqualTo(125);
        assertThat(ended.output()).isEmpty();
        FailureReport failure = FailureReport.read(dir.resolve("report")).orElseThrow();
        assertThat(failure.toException(program.build()))
                .hasMessage("no way: chdir /nowhere: ENOENT")
                .hasFieldOrPropertyWithValue("code", ErrorCode.FEATURE_MISSING);
    }

    @Test
    void goesOnAfterErrorsThatAreFine() throws Exception {
        program.call(Syscall.CHDIR, text("/nowhere")).accept(Errno.EPERM, Errno.EIO, Errno.EEXIST, Errno.ENOENT);
        program.call(Syscall.CHDIR, text("/nowhere")).acceptAll();
        write("on");
        assertThat(run().output()).isEqualTo("on");
        assertThat(FailureReport.read(dir.resolve("report"))).isEmpty();
    }

    @Test
    void jumpsOnAResult() throws Exception {
        Label missing = program.label("missing");
        program.call(Syscall.CHDIR, text("/nowhere")).when(Errno.ENOENT, missing);
        write("not here");
        program.place(missing);
        write("here");
        assertThat(run().output()).isEqualTo("here");
    }

    @Test
    void keepsResultsInSlotsAndNumbersInMemory() throws Exception {
        Slot length = program.slot("length");
        Memory text = program.bytes("text", "12345678".getBytes(StandardCharsets.UTF_8));
        program.call(Syscall.WRITE, number(1), text, number(4)).into(length);
        program.call(Syscall.PUT, text, number(0x646362616463_6261L));
        program.call(Syscall.WRITE, number(1), text, length);
        assertThat(run().output()).isEqualTo("1234abcd");
    }

    @Test
    void makesOneCallForEachBitOfASet() throws Exception {
        Memory text = program.bytes("text", "12345678".getBytes(StandardCharsets.UTF_8));
        program.call(Syscall.WRITE, number(1), text, number(2)).each(2, 0b1011); // 2, 3 and 5 bytes
        program.call(Syscall.WRITE, number(1), text, number(1))
                .each(0, 0)
                .orFail(ErrorCode.FEATURE_MISSING, "no bit, no call");
        assertThat(run().output()).isEqualTo("12" + "123" + "12345");
    }

    @Test
    void stopsAtTheFirstOfThemThatFails() throws Exception {
        Memory text = program.bytes("text", "12345678".getBytes(StandardCharsets.UTF_8));
        program.call(Syscall.WRITE, number(0x100), text, number(8))
                .each(0, 0b11)
                .accept(Errno.EBADF);
        program.call(Syscall.WRITE, number(0x100), text, number(8)).each(0, 0b11);
        write("never");
        Ended ended = run();
        assertThat(ended.status()).isEqualTo(125);
        assertThat(ended.output()).isEmpty();
    }

    @Test
    void aValueIsAsIfACallHadReturnedIt() throws Exception {
        Label failed = program.label("failed");
        Slot result = program.slot("result");
        program.call(Syscall.CHDIR, text("/nowhere")).into(result).acceptAll();
        program.call(Syscall.NOTHING, result).when(Errno.ENOENT, failed);
        write("not here");
        program.place(failed);
        write("here");
        assertThat(run().output()).isEqualTo("here");
    }

    @Test
    void endsAsTheChildDid() throws Exception {
        assertThat(childThat(() -> program.call(Syscall.FAIL_WITH, number(5)).acceptAll())
                        .status())
                .isZero();
    }

    @Test
    void saysWhichSignalEndedTheChild() throws Exception {
        assertThat(childThat(() -> program.call(Syscall.PUT, NULL, NULL)).status())
                .isEqualTo(128 + 11);
    }

    @Test
    void failsWithAnErrorOfTheProgramsOwn() throws Exception {
        program.call(Syscall.FAIL_WITH, number(Errno.EACCES.number()));
        assertThat(run().status()).isEqualTo(125);
        assertThat(FailureReport.read(dir.resolve("report"))).contains(new FailureReport(1, 13));
    }

    @Test
    void standardInputIsTheLease() throws Exception {
        byte[] polled = ProgramBuilder.struct(8).array(); // fd 0, no events: only POLLHUP is heard of
        program.call(Syscall.PPOLL, program.bytes("lease", polled), number(1), NULL, NULL, number(8));
        write("released");
        Process process = runner.start(program.build());
        assertThat(process.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
        process.getOutputStream().close();
        assertThat(process.inputReader().readLine()).isEqualTo("released");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void takesStringsOfAMegabyte() throws Exception {
        String big = "x".repeat(1 << 20);
        write(big);
        assertThat(run().output().equals(big)).isTrue(); // no diff of a megabyte
    }

    @Test
    void hasNoEnvironmentOfTheHost() throws Exception {
        Memory args = program.strings(
                "args", List.of("/bin/sh", "-c", "read -r line </proc/$PPID/environ; echo \"[$line]\""));
        childThat(() -> program.call(Syscall.EXECVE, text("/bin/sh"), args, program.strings("env", List.of())));
        assertThat(output).isEqualTo("[]\n");
    }

    @Test
    void cannotBeChangedThroughItsProcess() throws Exception {
        program.call(Syscall.READ, number(0), program.zeros("buffer", 8), number(1));
        Process process = runner.start(program.build());
        try {
            Path exe = Path.of("/proc/" + process.pid() + "/exe");
            for (int i = 0;
                    i < 12_000 && !Files.readSymbolicLink(exe).toString().contains("memfd");
                    i++) {
                Thread.sleep(10);
            }
            assertThat(Files.readSymbolicLink(exe).toString()).contains("memfd");
            assertThat(openForWriting(exe)).isFalse();
        } finally {
            process.getOutputStream().close();
            process.waitFor();
        }
    }

    @Test
    void goesOnInAnotherProgramAndBack() throws Exception {
        Slot kept = program.slot("kept");
        program.call(Syscall.NOTHING, number(4)).into(kept);
        write("one ");
        program.call(Syscall.SWITCH);
        write("three ");
        program.call(Syscall.SWITCH);
        ProgramBuilder rest = new ProgramBuilder(machine(), program.build());
        rest.reportTo(report);
        rest.call(Syscall.WRITE, number(1), rest.bytes("text", "two anything".getBytes()), kept);
        rest.call(Syscall.SWITCH);
        rest.call(Syscall.FAIL_WITH, number(5)).orFail(ErrorCode.DISK_FULL, "in the other");
        Process process = runner.start(program.build());
        assertThat(Runner.takes(process, rest.build().image())).isTrue();
        assertThat(process.getInputStream().readAllBytes()).asString().isEqualTo("one two three ");
        assertThat(process.waitFor()).isEqualTo(125);
        process.getOutputStream().close();
        FailureReport failure = FailureReport.read(dir.resolve("report")).orElseThrow();
        assertThat(failure).isEqualTo(new FailureReport((1L << 32) + 2, 5));
        assertThat(failure.toException(rest.build())).hasMessageContaining("in the other");
    }

    @Test
    void endsWhenNobodyGivesItTheOtherProgram() throws Exception {
        program.call(Syscall.SWITCH);
        write("never");
        Process process = runner.start(program.build());
        process.getOutputStream().close();
        assertThat(process.getInputStream().readAllBytes()).isEmpty();
        assertThat(process.waitFor()).isEqualTo(126);
    }

    private String output = "";

    private Ended childThat(Runnable does) throws Exception {
        Slot child = program.slot("child");
        Label inside = program.label("inside");
        Memory status = program.zeros("status", 8);
        program.call(Syscall.CLONE, Linux.SIGCHLD, NULL, NULL, NULL, NULL)
                .into(child)
                .whenZero(inside);
        program.call(Syscall.WAIT4, child, status, NULL, NULL);
        program.call(Syscall.EXIT_WITH, status);
        program.place(inside);
        does.run();
        Ended ended = run();
        output = ended.output();
        return ended;
    }

    private static boolean openForWriting(Path file) {
        try (var channel = Files.newByteChannel(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {0}));
            return true;
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        program.call(Syscall.WRITE, number(1), program.bytes("text", bytes), number(bytes.length));
    }

    private Ended run() throws Exception {
        Process process = runner.start(program.build());
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        process.getOutputStream().close();
        return new Ended(status, out);
    }

    record Ended(int status, String output) {}
}
