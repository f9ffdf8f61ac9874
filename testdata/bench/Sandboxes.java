import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.sandbox.ExitStatus;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.exec.calls.SystemCalls;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.sandbox.NativeSandbox;
import dev.jbuild.exec.sandbox.Rights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs {@code true} so many times in the native sandbox, one after another, as a build does it, and nothing else of a build:
 * {@code Sandboxes ROOTFS SCRATCH COUNT}. What a sandbox costs is the difference of two counts.
 */
final class Sandboxes {
    private Sandboxes() {}

    public static void main(String[] args) throws Exception {
        Path rootFs = Path.of(args[0]).toAbsolutePath();
        Path scratch = Path.of(args[1]).toAbsolutePath();
        ExecutorService waits = Executors.newCachedThreadPool();
        NativeSandbox sandbox = new NativeSandbox(Runner.in(scratch), Rights.current(), waits);
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            Path own = Files.createDirectory(scratch.resolve("run-" + i));
            RootFs sees = new RootFs(Platform.host(), Tree.EMPTY, List.of(rootFs), own);
            ExitStatus status;
            try (SandboxProcess process = sandbox.start(spec(sees), new ProcessIo.NoInput((stream, bytes) -> {}))) {
                status = process.exit().toCompletableFuture().join();
            }
            if (status.code() != 0) {
                throw new IllegalStateException("true ended with " + status);
            }
        }
        waits.shutdown();
        SystemCalls.endProcess(0); // as the program ends: the JVM would wait a quarter of a second for who waits for the ready runner
    }

    private static ProcessSpec spec(RootFs rootFs) {
        return new ProcessSpec(
                rootFs,
                List.of("/bin/true"),
                List.of("PATH=/usr/bin:/bin"),
                "/",
                ProcessSpec.Identity.ROOT,
                "jbuild",
                List.of(),
                ProcessSpec.Network.HOST,
                ProcessSpec.Privileges.DEFAULT,
                ProcessSpec.Limits.NONE,
                List.of(),
                ProcessSpec.Adjustments.NONE);
    }
}
