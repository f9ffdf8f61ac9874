package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.sandbox.Sandbox;
import dev.jbuild.core.sandbox.contracts.SandboxContract;
import dev.jbuild.exec.program.Runner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("root")
@Tag("peers")
@ParameterizedClass(name = "{0}")
@EnumSource(
        value = Runtimes.class,
        names = {"CRUN", "RUNC"})
class RuntimeSandboxTest implements SandboxContract {
    @TempDir
    Path dir;

    @Parameter
    Runtimes runtime;

    private final WatchedThreads waits = new WatchedThreads();
    private final List<Sandbox> made = new ArrayList<>();
    private TestImage image;

    @BeforeEach
    void makeImage() throws Exception {
        image = TestImage.busybox(dir);
    }

    @AfterEach
    void stop() throws Exception {
        LeasedProcesses.stop(made, waits);
    }

    @Override
    public Sandbox sandbox() {
        try {
            Sandbox sandbox = runtime.sandbox(Runner.in(dir.resolve("exec")), Rights.ROOT, waits);
            made.add(sandbox);
            return sandbox;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public RootFs rootFs() {
        return image.rootFs();
    }
}
