package dev.jbuild.exec.sandbox;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.sandbox.OutputSink;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.sandbox.contracts.CollectedOutput;
import dev.jbuild.exec.TestRun;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.rootless.InnerProgram;
import dev.jbuild.exec.rootless.KeptDescriptors;
import dev.jbuild.exec.rootless.Rootless;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A program for tests of what an ordinary user can do: arguments are a directory of the user's, a network, a user id, a script, which
 * it runs in the sandbox, and which sandbox that is, the native one when there is none. A file {@code probe} of the directory is there as /probe. It prints the directory tag, then what the script prints; its exit code is the script's.
 * Or they are the directory, {@link #TESTS}, and names of test classes, which it runs.
 */
public final class RootlessMain {
    public static final String TESTS = "tests";

    private RootlessMain() {}

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        Runner runner = Runner.in(home.resolve("exec"));
        try {
            if (Rootless.needed()) {
                Rootless way = Rootless.plan(System.getenv());
                way.warning().ifPresent(text -> System.err.println("warning: " + text));
                List<String> command = new ArrayList<>(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RootlessMain.class.getName()));
                command.addAll(List.of(args));
                System.exit(way.reexec(
                        runner,
                        new InnerProgram(command, System.getenv(), Optional.empty(), KeptDescriptors.NONE),
                        home,
                        started -> () -> {}));
            }
            if (args[1].equals(TESTS)) {
                TestRun.main(Arrays.copyOfRange(args, 2, args.length));
            }
            System.exit(inside(runner, home, args));
        } catch (BuildException e) {
            System.err.println("error[" + e.code().id() + "]: " + e.getMessage());
            System.exit(e.code().exitCode());
        }
    }

    private static int inside(Runner runner, Path home, String[] args) throws Exception {
        ExecutorService waits = Executors.newCachedThreadPool();
        Rights rights = Rights.current();
        System.out.println(rights.directoryTag());
        TestImage image = TestImage.busybox(Files.createTempDirectory(home, "image"));
        if (rights.manyIds()) {
            image.layer(layer -> {
                layer.file("srv/www", "x");
                Files.setAttribute(layer.path().resolve("srv/www"), "unix:uid", 33);
            });
        }
        Path probe = home.resolve("probe");
        if (Files.exists(probe)) {
            image.layer(layer -> Files.copy(probe, layer.path().resolve("probe"), StandardCopyOption.COPY_ATTRIBUTES));
        }
        SandboxFixture.Spec spec = new SandboxFixture.Spec(image.rootFs(), List.of("sh", "-c", args[3]));
        spec.network(ProcessSpec.Network.valueOf(args[1]));
        spec.user(Long.parseLong(args[2]), Long.parseLong(args[2]));
        CollectedOutput output = new CollectedOutput();
        Runtimes runtime = args.length > 4 ? Runtimes.valueOf(args[4]) : Runtimes.NATIVE;
        try (SandboxProcess process =
                runtime.sandbox(runner, rights, waits).start(spec.build(), new ProcessIo.NoInput(output))) {
            int code = process.exit().toCompletableFuture().join().code();
            System.out.print(output.text(OutputSink.Stream.STDOUT));
            System.err.print(output.text(OutputSink.Stream.STDERR));
            return code;
        } finally {
            waits.shutdown();
        }
    }
}
