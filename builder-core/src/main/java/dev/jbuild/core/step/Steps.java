package dev.jbuild.core.step;

import dev.jbuild.core.plan.Op;
import dev.jbuild.core.solver.Observation;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.solver.StepRunner;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The steps of one build: gives each request to the step of its op. Thread-safe. */
public final class Steps implements StepRunner {
    private final Op.Cases<Bound> steps;

    Steps(Step<Op.Image> image, Step<Op.HttpSource> http, Step<Op.GitSource> git, LayerSteps layers) {
        this.steps = new Dispatch(image, http, git, layers);
    }

    /** The steps that put a layer onto a rootfs. */
    record LayerSteps(Step<Op.Run> run, Step<Op.Copy> copy, Step<Op.MakeDirectory> makeDirectory) {}

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

    private record Dispatch(Step<Op.Image> image, Step<Op.HttpSource> http, Step<Op.GitSource> git, LayerSteps layers)
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
            return Bound.of(layers.run(), op);
        }

        @Override
        public Bound copy(Op.Copy op) {
            return Bound.of(layers.copy(), op);
        }

        @Override
        public Bound makeDirectory(Op.MakeDirectory op) {
            return Bound.of(layers.makeDirectory(), op);
        }
    }
}
