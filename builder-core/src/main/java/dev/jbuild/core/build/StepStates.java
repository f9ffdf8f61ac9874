package dev.jbuild.core.build;

import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.solver.SolveRequest.LeftByStep;
import dev.jbuild.core.store.BuildLogs;
import dev.jbuild.core.store.StepState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps, with a build's log, what its steps left and what a command there sees: {@code jbuild run --step} starts from it. */
final class StepStates implements Consumer<List<LeftByStep>> {
    private final BuildPlan plan;
    private final BuildLogs logs;
    private final String build;
    private final List<Optional<VertexId>> origins = new ArrayList<>();

    StepStates(BuildPlan plan, BuildLogs logs, String build) {
        this.plan = plan;
        this.logs = logs;
        this.build = build;
    }

    @Override
    public void accept(List<LeftByStep> left) {
        findOrigins();
        List<StepState> states = new ArrayList<>();
        for (LeftByStep step : left) {
            Vertex vertex = plan.vertex(step.vertex());
            states.add(new StepState(
                    step.number(), vertex.label().toString(), step.done(), step.chain(), surroundings(step.vertex())));
        }
        try {
            logs.putStates(build, states);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
