package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.ExitStatus;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.OutputSink;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.sandbox.Sandbox;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.sandbox.contracts.CollectedOutput;
import dev.jbuild.exec.program.Runner;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A busybox image and a sandbox to run commands of it in. */
abstract class SandboxFixture {
    @TempDir
    Path dir;

    final WatchedThreads waits = new WatchedThreads();
    TestImage image;
    Sandbox sandbox;

    /** In which sandbox; others than the native one for classes that are run once for each. */
    @Parameter
    Runtimes runtime = Runtimes.NATIVE;

    @BeforeEach
    void open() throws Exception {
        image = TestImage.busybox(dir);
        sandbox = runtime.sandbox(Runner.in(dir.resolve("exec")), Rights.current(), waits);
    }

    @AfterEach
    void stop() throws Exception {
        LeasedProcesses.stop(List.of(sandbox), waits);
    }

    /** A command under construction: a shell script as root, with all defaults. */
    Spec sh(String script) {
        return new Spec(image.rootFs(), List.of("sh", "-c", script));
    }

    /** How a command ended, what it printed, and where its changes lie. */
    record Outcome(ExitStatus status, String out, String err, Path upper) {}

    Outcome run(Spec spec) throws Exception {
        CollectedOutput output = new CollectedOutput();
        ProcessSpec built = spec.build();
        try (SandboxProcess process = sandbox.start(built, new ProcessIo.NoInput(output))) {
            ExitStatus status = process.exit().toCompletableFuture().join();
            return new Outcome(
                    status,
                    output.text(OutputSink.Stream.STDOUT),
                    output.text(OutputSink.Stream.STDERR),
                    process.changes().directory());
        }
    }

    String out(String script) throws Exception {
        return run(sh(script)).out();
    }

    /** A command and what differs from the defaults. */
    static final class Spec {
        private final RootFs rootFs;
        private final List<String> args;
        List<String> env = List.of("PATH=/usr/bin:/bin", "HOME=/root");
        String workingDir = "/";
        ProcessSpec.Identity identity = ProcessSpec.Identity.ROOT;
        ProcessSpec.Network network = ProcessSpec.Network.HOST;
        ProcessSpec.Privileges privileges = ProcessSpec.Privileges.DEFAULT;
        ProcessSpec.Limits limits = ProcessSpec.Limits.NONE;
        List<ProcessSpec.HostEntry> hosts = List.of();
        List<Mount> mounts = List.of();
        ProcessSpec.Adjustments adjustments = ProcessSpec.Adjustments.NONE;

        Spec(RootFs rootFs, List<String> args) {
            this.rootFs = rootFs;
            this.args = args;
        }

        Spec user(long uid, long gid, Long... groups) {
            identity = new ProcessSpec.Identity(uid, gid, List.of(groups));
            return this;
        }

        Spec in(String directory) {
            workingDir = directory;
            return this;
        }

        Spec network(ProcessSpec.Network wanted) {
            network = wanted;
            return this;
        }

        Spec privileges(ProcessSpec.Privileges wanted) {
            privileges = wanted;
            return this;
        }

        Spec limits(ProcessSpec.Limits wanted) {
            limits = wanted;
            return this;
        }

        Spec adjustments(ProcessSpec.Adjustments wanted) {
            adjustments = wanted;
            return this;
        }

        Spec mounts(Mount... wanted) {
            mounts = List.of(wanted);
            return this;
        }

        ProcessSpec build() {
            return new ProcessSpec(
                    rootFs,
                    args,
                    env,
                    workingDir,
                    identity,
                    "buildkitsandbox",
                    hosts,
                    network,
                    privileges,
                    limits,
                    mounts,
                    adjustments);
        }
    }
}
