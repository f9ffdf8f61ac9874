package dev.jbuild.core.build;

import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.solver.SolveRequest.LeftByStep;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.store.StepState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Keeps, with a build's log, what its steps left and what a command there sees: {@code jbuild run --step} starts from it. That is
 * written beside what comes next in the build; whoever closes this waits for it, and is told if it failed.
 */
final class StepStates implements Consumer<List<LeftByStep>>, AutoCloseable {
    private final BuildPlan plan;
    private final BuildPorts ports;
    private final List<Optional<VertexId>> origins = new ArrayList<>();
    private volatile CompletionStage<?> kept = CompletableFuture.completedFuture("nothing");

    StepStates(BuildPlan plan, BuildPorts ports) {
        this.plan = plan;
        this.ports = ports;
    }

    /** Begins to keep it; called once at most. */
    @Override
    public void accept(List<LeftByStep> left) {
        kept = Stages.supply(() -> keep(left), ports.settings().work());
    }

    @Override
    public void close() throws IOException {
        Stages.await(kept);
    }

    private String keep(List<LeftByStep> left) throws IOException {
        findOrigins();
        List<StepState> states = new ArrayList<>();
        for (LeftByStep step : left) {
            Vertex vertex = plan.vertex(step.vertex());
            states.add(new StepState(
                    step.number(), vertex.label().toString(), step.done(), step.chain(), surroundings(step.vertex())));
        }
        String build = ports.store().lease().build();
        ports.store().logs().putStates(build, states);
        return build;
    }

    /** A RUN says itself what its command sees; where another step stands, the nearest RUN below does, else the image. */
    private StepState.Surroundings surroundings(VertexId id) {
        Op own = plan.vertex(id).op();
        String directory = own instanceof Op.MakeDirectory made ? made.path() : "";
        Optional<Op> origin = origins.get(id.index()).map(at -> plan.vertex(at).op());
        if (origin.orElse(own) instanceof Op.Run run) {
            List<String> env = new ArrayList<>();
            run.env().forEach((name, value) -> env.add(name + "=" + value));
            String workingDir = directory.isEmpty() ? run.workingDir() : directory;
            return new StepState.Surroundings(run.platform(), env, workingDir, run.user());
        }
        if (origin.orElse(own) instanceof Op.Image image) {
            return ofImage(image.platform(), directory);
        }
        return ofImage(plan.targets().get(0).image().platform(), directory);
    }

    /** The RUN or image of each vertex: itself, else that of what it stands on. */
    private void findOrigins() {
        for (int i = 0; i < plan.vertices().size(); i++) {
            VertexId id = new VertexId(i);
            boolean isOrigin =
                    plan.vertex(id).op() instanceof Op.Run || plan.vertex(id).op() instanceof Op.Image;
            origins.add(isOrigin ? Optional.of(id) : below(id).flatMap(below -> origins.get(below.index())));
        }
    }

    private StepState.Surroundings ofImage(Platform platform, String directory) {
        ContainerConfig config = plan.targets().get(0).image().config();
        return new StepState.Surroundings(platform, config.env(), directory.isEmpty() ? "/" : directory, "");
    }

    private Optional<VertexId> below(VertexId id) {
        Vertex vertex = plan.vertex(id);
        boolean onRootFs = vertex.op() instanceof Op.Run
                || vertex.op() instanceof Op.Copy
                || vertex.op() instanceof Op.MakeDirectory;
        return onRootFs ? Optional.of(vertex.inputs().get(0)) : Optional.empty();
    }
}
