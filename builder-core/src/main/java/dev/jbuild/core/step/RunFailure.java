package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.sandbox.RootFsChanges;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Lets somebody look at a command that failed, where it failed: on what it changed, as a layer of its own. Used by one thread. */
final class RunFailure {
    private static final String SHELL = "/bin/sh";

    private final StepTools tools;
    private final LayerTrees trees;
    private final DirectoryForms forms;
    private final RunLayers layers;

    RunFailure(StepTools tools, LayerTrees trees, DirectoryForms forms, RunLayers layers) {
        this.tools = tools;
        this.trees = trees;
        this.forms = forms;
        this.layers = layers;
    }

    /** Fails with this failure when whoever looks has seen enough. */
    CompletionStage<StepResult> shown(
            StepRequest request, ProcessSpec spec, RootFsChanges changes, BuildException failure) {
        return place(request, spec, changes)
                .thenComposeAsync(
                        rootFs -> tools.failedSteps()
                                .show(new FailedSteps.FailedStep(
                                        request.vertex().label().toString(),
                                        failure.getMessage(),
                                        spec.with(rootFs, shell(spec.args())))),
                        tools.work())
                .handle((done, trouble) -> {
                    if (trouble != null) {
                        failure.addSuppressed(trouble);
                    }
                    throw new CompletionException(failure);
                });
    }

    private CompletionStage<RootFs> place(StepRequest request, ProcessSpec spec, RootFsChanges changes) {
        try {
            StepResult left =
                    layers.pack(changes, spec.rootFs().tree(), tools.clock().instant(), request.cancellation());
            List<DiffId> chain = new ArrayList<>(request.rootFs().chain());
            left.layerIfAny().ifPresent(chain::add);
            return forms.of(chain)
                    .thenApplyAsync(directories -> rootFs(spec.rootFs().platform(), chain, directories), tools.work());
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private RootFs rootFs(Platform platform, List<DiffId> chain, List<Path> directories) {
        return Stages.unchecked(() -> new RootFs(
                platform, trees.of(chain), directories, tools.store().layers().scratch("shell")));
    }

    /** The shell of the instruction, when it was one of {@code sh -c}'s kind. */
    private static List<String> shell(List<String> args) {
        boolean shellForm = args.size() > 2 && args.get(args.size() - 2).equals("-c");
        return List.of(shellForm ? args.get(0) : SHELL);
    }
}
