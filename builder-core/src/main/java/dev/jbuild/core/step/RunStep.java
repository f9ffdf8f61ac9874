package dev.jbuild.core.step;

import dev.jbuild.core.device.DeviceGrant;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.RunMount;
import dev.jbuild.core.sandbox.ExitStatus;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.solver.Observation;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.tree.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * RUN: a command in the sandbox, on directory forms of the layers below. What it changed becomes a layer; the directory with the changes
 * becomes that layer's directory form as it is. No thread is held while the command runs. Thread-safe.
 */
final class RunStep implements Step<Op.Run> {
    private final StepTools tools;
    private final LayerTrees trees;
    private final DirectoryForms forms;
    private final MountedFiles files;
    private final WorkingLayers working;
    private final Map<String, RunUser> users = new ConcurrentHashMap<>(); // by name and what the image's files hold

    RunStep(StepTools tools, LayerTrees trees, DirectoryForms forms, MountedFiles files, WorkingLayers working) {
        this.tools = tools;
        this.trees = trees;
        this.forms = forms;
        this.files = files;
        this.working = working;
    }

    @Override
    public CompletionStage<Optional<Observation>> observe(Op.Run op, StepRequest request, int input) {
        return files.observe(mountedFrom(op, input), request, input);
    }

    /** The subtrees of an input that the command sees, in the order of its mounts. */
    private static List<String> mountedFrom(Op.Run op, int input) {
        List<String> sources = new ArrayList<>();
        for (RunMount mount : op.mounts()) {
            if (mount instanceof RunMount.Bind bind && bind.input() == input) {
                sources.add(bind.source());
            } else if (mount instanceof RunMount.Cache cache && cache.seedInput() == input) {
                sources.add(cache.seedSource());
            }
        }
        return sources;
    }

    @Override
    public CompletionStage<StepResult> run(Op.Run op, StepRequest request) {
        Held held = new Held();
        CompletionStage<RunMounts.Opened> mounts = new RunMounts(tools, trees, forms, files, request, held).open(op);
        return forms.of(request.rootFs().chain())
                .thenCombineAsync(mounts, (lower, opened) -> start(op, request, lower, opened, held), work())
                .thenComposeAsync(started -> ended(started), work())
                .handleAsync((result, failure) -> release(held, result, failure), work());
    }

    /** A command that runs. */
    private record Running(StepRequest request, ProcessSpec spec, SandboxProcess process, RunOutput output) {}

    private Running start(Op.Run op, StepRequest request, List<Path> lower, RunMounts.Opened mounts, Held held) {
        return Stages.unchecked(() -> {
            request.cancellation().check();
            Tree tree = trees.of(request.rootFs().chain());
            RunUser user = user(op.user(), new UserFiles(tree, working));
            RootFs rootFs = new RootFs(
                    op.platform(), tree, lower, tools.store().layers().scratch("run"));
            DeviceGrant devices = new RunDevices(tools.directories())
                    .of(op, request.vertex().label().toString());
            ProcessSpec spec =
                    new RunSpec(op, user, tools.limits(), devices).spec(rootFs, mounts.mounts(), mounts.env());
            RunOutput output =
                    new RunOutput(tools.store().logs(), tools.store().lease().build(), request, tools.clock());
            held.add(output);
            SandboxProcess process = held.add(tools.sandbox().get().start(spec, new ProcessIo.NoInput(output)));
            // Closing waits for the end of all processes; who cancels must not.
            held.add(request.cancellation().onCancel(() -> CompletableFuture.runAsync(process::close, work())));
            return new Running(request, spec, process, output);
        });
    }

    /** Most commands of a build run as the same user of the same files. */
    private RunUser user(String text, UserFiles files) throws IOException {
        String name = files.name() + " " + text;
        RunUser known = users.get(name);
        if (known == null) {
            known = new RunUsers(files).find(text);
            users.put(name, known);
        }
        return known;
    }

    private CompletionStage<StepResult> ended(Running running) {
        return running.process()
                .exit()
                .thenComposeAsync(exit -> exit.success() ? packed(running, exit) : failed(running, exit), work());
    }

    private CompletionStage<StepResult> failed(Running running, ExitStatus exit) {
        running.request().cancellation().check();
        BuildException failure = RunFailures.of(
                running.request(),
                running.output().tail(),
                exit,
                tools.store().lease().build());
        if (tools.failedSteps() == FailedSteps.UNSEEN) {
            return CompletableFuture.failedFuture(failure.withHint(RunFailures.SHELL_HINT));
        }
        return new RunFailure(tools, trees, forms, new RunLayers(tools, trees, forms, working))
                .shown(running.request(), running.spec(), running.process().changes(), failure);
    }

    private CompletionStage<StepResult> packed(Running running, ExitStatus exit) {
        return Stages.start(() -> CompletableFuture.completedFuture(Stages.unchecked(() -> result(running, exit))));
    }

    private StepResult result(Running running, ExitStatus exit) throws IOException {
        running.request().cancellation().check();
        RunFailures.warn(exit, running.request(), tools.clock());
        return new RunLayers(tools, trees, forms, working)
                .pack(
                        running.process().changes(),
                        running.spec().rootFs().tree(),
                        tools.clock().instant(),
                        running.request().cancellation());
    }

    private static StepResult release(Held held, @Nullable StepResult result, @Nullable Throwable failure) {
        try {
            held.close();
        } catch (IOException | RuntimeException e) {
            if (failure == null) {
                throw new CompletionException(e);
            }
            failure.addSuppressed(e);
        }
        if (failure != null || result == null) {
            throw new CompletionException(Stages.cause(failure));
        }
        return result;
    }

    private Executor work() {
        return tools.work();
    }
}
