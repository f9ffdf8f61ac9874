package dev.jbuild.exec.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.program.RunnerFiles;
import dev.jbuild.exec.program.Syscall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CallBatchTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "X86_64, 7ba87ff14677937964e9cbdbbb5befe4f06430dcff5a56ed5d246aa5f8da18d6",
        "AARCH64, e04bf2438a966cd19445d004a37bd1c9b32a9df9953e6927675a18a2fc281177",
    })
    void shippedFilesHaveTheRecordedDigests(Machine machine, String digest) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(library(machine));
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(digest);
    }

    @ParameterizedTest
    @EnumSource(Machine.class)
    @Tag("peers")
    void sourceCompilesToTheShippedFiles(Machine machine) throws Exception {
        if (RunnerFiles.hasRecordedCompiler(machine)) {
            Path file = RunnerFiles.compile(machine, directory.resolve("calls.so"), "calls");
            assertThat(Files.readAllBytes(file)).isEqualTo(library(machine));
        }
    }

    private static byte[] library(Machine machine) throws Exception {
        return KernelCalls.library("calls-" + machine.id() + ".so");
    }

    @Test
    void passesResultsOnToLaterCalls() throws Exception {
        Path file = Files.writeString(directory.resolve("f"), "content");
        CallBatch calls = CallBatch.of(3, 1024);
        int into = calls.reserve(16);
        int opened = open(calls, file.toString());
        int read = calls.add(Syscall.READ);
        calls.resultOf(0, opened).address(1, into).value(2, 16);
        int closed = calls.add(Syscall.CLOSE);
        calls.resultOf(0, opened);
        calls.carryOut();
        assertThat(calls.result(opened)).isPositive();
        assertThat(calls.result(read)).isEqualTo(7);
        assertThat(calls.result(closed)).isZero();
        byte[] bytes = new byte[7];
        calls.memory().get(into, bytes);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("content");
    }

    @Test
    void addsCallsAgainWithOtherValues() throws Exception {
        Path first = Files.writeString(directory.resolve("f"), "first");
        Path second = Files.writeString(directory.resolve("g"), "second one");
        CallBatch calls = CallBatch.of(6, 1024);
        int opened = open(calls, first.toString());
        int into = calls.reserve(16);
        calls.add(Syscall.READ);
        calls.resultOf(0, opened).address(1, into).value(2, 16);
        calls.add(Syscall.CLOSE);
        calls.resultOf(0, opened);
        int path = calls.text(second.toString().getBytes(StandardCharsets.UTF_8));
        int intoOther = calls.reserve(16);
        int again = calls.addAgain(opened, 3);
        calls.change(again, 1, path);
        calls.change(again + 1, 0, again).change(again + 1, 1, intoOther).change(again + 1, 2, 6);
        calls.change(again + 2, 0, again);
        calls.carryOut();

        byte[] bytes = new byte[11];
        calls.memory().get(into, bytes, 0, 5).get(intoOther, bytes, 5, 6);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("firstsecond");
        assertThat(calls.result(1)).isEqualTo(5);
        assertThat(calls.result(again + 1)).isEqualTo(6);
        assertThat(calls.result(again + 2)).isZero();
        assertThatThrownBy(() -> calls.addAgain(0, 1)).hasMessageContaining("of 6 to add again");
        assertThatThrownBy(() -> calls.change(6, 0, 0)).hasMessageContaining("call 6 of 6");
    }

    @Test
    void makesNoCallWithTheResultOfOneThatFailed() {
        CallBatch calls = CallBatch.of(2, 1024);
        int opened = open(calls, directory.resolve("gone").toString());
        int closed = calls.add(Syscall.CLOSE);
        calls.resultOf(0, opened);
        calls.carryOut();
        assertThat(calls.result(opened)).isEqualTo(-Errno.ENOENT.number());
        assertThat(calls.result(closed)).isEqualTo(CallBatch.CANCELED);
    }

    @Test
    void takesNoResultOfACallThatWasNotMadeYet() {
        CallBatch calls = CallBatch.of(2, 0);
        int first = calls.add(Syscall.CLOSE);
        calls.resultOf(0, 1);
        calls.add(Syscall.UMASK);
        calls.value(0, 022);
        calls.carryOut();
        assertThat(calls.result(first)).isEqualTo(CallBatch.CANCELED);
    }

    @Test
    void isNeverFuller() {
        CallBatch calls = CallBatch.of(1, 16);
        calls.add(Syscall.CLOSE);
        assertThatThrownBy(() -> calls.add(Syscall.CLOSE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> calls.text(new byte[16])).isInstanceOf(IllegalStateException.class);
        assertThat(calls.text(new byte[15])).isEqualTo(72);
        assertThat(calls.roomLeft()).isZero();
    }

    private static int open(CallBatch calls, String path) {
        int place = calls.text(path.getBytes(StandardCharsets.UTF_8));
        int opened = calls.add(Syscall.OPENAT);
        calls.value(0, Linux.AT_FDCWD.value(Machine.current()))
                .address(1, place)
                .value(2, Linux.O_CLOEXEC.value(Machine.current()));
        return opened;
    }
}
