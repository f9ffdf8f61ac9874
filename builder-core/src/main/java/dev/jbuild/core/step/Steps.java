package dev.jbuild.core.step;

import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.solver.Observation;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.solver.StepRunner;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The steps of one build: gives each request to the step of its op. Thread-safe. */
public final class Steps implements StepRunner {
    private final Op.Cases<Bound> steps;
    private final WorkingLayers working;

    private Steps(Op.Cases<Bound> steps, WorkingLayers working) {
        this.steps = steps;
        this.working = working;
    }

    /** The steps of a build with these tools. */
    public static Steps of(StepTools tools) {
        LayerTrees trees = new LayerTrees(tools.store());
        LayerContents contents =
                new LayerContents(tools.store().blobs(), tools.store().layers(), tools.work());
        WorkingLayers working = new WorkingLayers(tools.directories(), contents);
        DirectoryForms forms = new DirectoryForms(tools, trees, contents, working);
        LayerSources sources = new LayerSources(tools.contexts(), trees, working);
        CopyStep copy = copy(tools, sources, tools.work());
        MountedFiles mounted = new MountedFiles(copy, copy(tools, sources, Runnable::run));
        BaseTimes times = new BaseTimes(tools.sources().images());
        return new Steps(
                new Dispatch(
                        new ImageStep(tools, times),
                        new HttpStep(tools, trees),
                        new GitStep(tools, trees),
                        new RunStep(tools, trees, forms, mounted, working),
                        copying(copy),
                        new MakeDirectoryStep(tools, trees, times, working)),
                working);
    }

    private static CopyStep copy(StepTools tools, CopySources sources, Executor work) {
        return new CopyStep(sources, tools.store().blobs(), tools.store().layers(), work);
    }

    private static Step<Op.Copy> copying(CopyStep step) {
        return new Step<>() {
            @Override
            public CompletionStage<Optional<Observation>> observe(Op.Copy op, StepRequest request, int input) {
                return step.observe(request, input);
            }

            @Override
            public CompletionStage<StepResult> run(Op.Copy op, StepRequest request) {
                return step.run(request);
            }
        };
    }

    @Override
    public CompletionStage<Optional<Observation>> observe(StepRequest request, int input) {
        return Stages.start(() -> bound(request).observe(request, input));
    }

    @Override
    public CompletionStage<StepResult> run(StepRequest request) {
        return Stages.start(() -> bound(request).run(request));
    }

    @Override
    public CompletionStage<Optional<Observation>> identify(StepRequest request) {
        return Stages.start(() -> bound(request).identify(request));
    }

    @Override
    public void finish() throws IOException {
        working.finish();
    }

    private Bound bound(StepRequest request) {
        return request.vertex().op().match(steps);
    }

    /** A step with its op. */
    private interface Bound extends StepRunner {
        static <O extends Op> Bound of(Step<O> step, O op) {
            return new Bound() {
                @Override
                public CompletionStage<Optional<Observation>> observe(StepRequest request, int input) {
                    return step.observe(op, request, input);
                }

                @Override
                public CompletionStage<StepResult> run(StepRequest request) {
                    return step.run(op, request);
                }

                @Override
                public CompletionStage<Optional<Observation>> identify(StepRequest request) {
                    return step.identify(op, request);
                }
            };
        }
    }

    private record Dispatch(
            Step<Op.Image> image,
            Step<Op.HttpSource> http,
            Step<Op.GitSource> git,
            Step<Op.Run> run,
            Step<Op.Copy> copy,
            Step<Op.MakeDirectory> makeDirectory)
            implements Op.Cases<Bound> {

        @Override
        public Bound scratch(Op.Scratch op) {
            throw new IllegalStateException("scratch has no step");
        }

        @Override
        public Bound localSource(Op.LocalSource op) {
            throw new IllegalStateException("a context has no step");
        }

        @Override
        public Bound image(Op.Image op) {
            return Bound.of(image, op);
        }

        @Override
        public Bound httpSource(Op.HttpSource op) {
            return Bound.of(http, op);
        }

        @Override
        public Bound gitSource(Op.GitSource op) {
            return Bound.of(git, op);
        }

        @Override
        public Bound run(Op.Run op) {
            return Bound.of(run, op);
        }

        @Override
        public Bound copy(Op.Copy op) {
            return Bound.of(copy, op);
        }

        @Override
        public Bound makeDirectory(Op.MakeDirectory op) {
            return Bound.of(makeDirectory, op);
        }
    }
}
