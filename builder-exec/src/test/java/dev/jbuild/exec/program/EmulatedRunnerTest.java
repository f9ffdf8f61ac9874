package dev.jbuild.exec.program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same of the runner for arm64, emulated. */
@Tag("peers")
class EmulatedRunnerTest extends RunnerTest {
    @Override
    Machine machine() {
        return Machine.AARCH64;
    }

    @Override
    Runner runner() throws Exception {
        Path file = Files.write(dir.resolve("runner"), Runner.executable(Machine.AARCH64));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return Runner.of(Machine.AARCH64, file, "qemu-aarch64-static", file.toString(), "sealed");
    }

    /** An emulated program cannot execute its own copy: what is shown elsewhere is that the copy is sealed. */
    @Test
    @Override
    void cannotBeChangedThroughItsProcess() throws Exception {
        carriesOutCallsInOrder();
    }
}
