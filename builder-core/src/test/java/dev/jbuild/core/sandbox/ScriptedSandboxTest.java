package dev.jbuild.core.sandbox;

import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.sandbox.contracts.SandboxContract;
import dev.jbuild.core.sandbox.fakes.ScriptedSandbox;
import dev.jbuild.core.tree.Tree;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;

class ScriptedSandboxTest implements SandboxContract {
    @TempDir
    Path dir;

    private int steps;

    @Override
    public Sandbox sandbox() {
        return new ScriptedSandbox()
                .on(script(HELLO), world -> {
                    world.print(OutputSink.Stream.STDOUT, "hello\n");
                    world.print(OutputSink.Stream.STDERR, "oops\n");
                    return CompletableFuture.completedFuture(0);
                })
                .on(script(STATUS_3), world -> CompletableFuture.completedFuture(3))
                .on(script(SIGNALLED), world -> CompletableFuture.completedFuture(137))
                .on(script(WRITES), world -> {
                    world.write("made", "data\n");
                    return CompletableFuture.completedFuture(0);
                })
                .on(script(READS), world -> {
                    world.print(OutputSink.Stream.STDOUT, world.read() + "read\n");
                    return CompletableFuture.completedFuture(0);
                })
                .on(script(ENDLESS), world -> {
                    world.print(OutputSink.Stream.STDOUT, "started\n");
                    return new CompletableFuture<>();
                });
    }

    private static List<String> script(String script) {
        return List.of("sh", "-c", script);
    }

    @Override
    public RootFs rootFs() {
        return new RootFs(Platform.host(), Tree.EMPTY, List.of(), dir.resolve("step-" + steps++));
    }
}
