package dev.jbuild.core.sandbox.fakes;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.ExitStatus;
import dev.jbuild.core.sandbox.OutputSink;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.RootFsChanges;
import dev.jbuild.core.sandbox.Sandbox;
import dev.jbuild.core.sandbox.SandboxProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A sandbox that runs nothing: for known arguments it writes files, prints, and ends as it was told. Commands of which it was told
 * nothing are not found. It remembers what was started. Thread-safe.
 */
public final class ScriptedSandbox implements Sandbox {
    private final Map<List<String>, Script> scripts = new ConcurrentHashMap<>();
    private final List<ProcessSpec> started = new ArrayList<>();

    /** What a command does. */
    @FunctionalInterface
    public interface Script {

        /** @return its exit status; completes when the command ends */
        CompletableFuture<Integer> run(World world) throws IOException;
    }

    /**
     * What a scripted command can reach.
     *
     * @param upper where its changes go
     */
    public record World(ProcessSpec spec, ProcessIo io, Path upper) {

        public void print(OutputSink.Stream stream, String text) {
            io.output().write(stream, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }

        /** Writes a file, its directories too. */
        public void write(String path, String text) throws IOException {
            Path file = upper.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }

        /** Standard input to its end. */
        public String read() throws IOException {
            return io instanceof ProcessIo.Input input
                    ? new String(input.stdin().readAllBytes(), StandardCharsets.UTF_8)
                    : "";
        }
    }

    public ScriptedSandbox on(List<String> args, Script script) {
        scripts.put(args, script);
        return this;
    }

    /** A command that prints this and succeeds. */
    public ScriptedSandbox prints(List<String> args, String text) {
        return on(args, world -> {
            world.print(OutputSink.Stream.STDOUT, text);
            return CompletableFuture.completedFuture(0);
        });
    }

    /** What was started, in order. */
    public synchronized List<ProcessSpec> started() {
        return List.copyOf(started);
    }

    @Override
    public String directoryTag() {
        return "root";
    }

    @Override
    public SandboxProcess start(ProcessSpec spec, ProcessIo io) throws IOException {
        synchronized (this) {
            started.add(spec);
        }
        Path upper = Files.createDirectories(spec.rootFs().scratch().resolve("upper"));
        Script script = scripts.get(spec.args());
        if (script == null) {
            BuildException failure = BuildException.of(
                    ErrorCode.COMMAND_NOT_FOUND,
                    "cannot execute \"" + spec.args().get(0) + "\": not found in PATH");
            return new Scripted(CompletableFuture.failedFuture(failure), upper);
        }
        return new Scripted(script.run(new World(spec, io, upper)), upper);
    }

    /** A command that was started. */
    private record Scripted(CompletableFuture<Integer> code, Path upper) implements SandboxProcess {

        @Override
        public CompletionStage<ExitStatus> exit() {
            return code.thenApply(status -> new ExitStatus(status, false));
        }

        @Override
        public RootFsChanges changes() {
            return new RootFsChanges(RootFsChanges.Kind.UPPER, upper);
        }

        @Override
        public void signal(int number) {
            code.complete(128 + number);
        }

        @Override
        public void close() {
            code.completeExceptionally(BuildException.of(ErrorCode.INTERRUPTED, "the command was stopped"));
        }
    }
}
