package dev.jbuild.core.frontend;

import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.PlannedImage;
import dev.jbuild.core.plan.Vertex.CachePolicy;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.text.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/** Plans one file for one target. Used once, by one thread. */
final class FilePlanner {

    private final FrontendRequest request;
    private final Planning planning;
    private final Findings findings;
    private final Warnings warnings;
    private final StageGraph graph;

    FilePlanner(FrontendRequest request) {
        List<FileStage> files = FileStage.of(request.dockerfile());
        this.request = request;
        this.planning = new Planning(request, files);
        this.findings = planning.findings;
        this.warnings = planning.warnings;
        this.graph = new StageGraph(Stages.read(files, planning), planning.names, request.platform());
    }

    BuildPlan plan() {
        try {
            return finish(planStages());
        } finally {
            warnings.problems().forEach(request.warnings());
        }
    }

    Outline outline() {
        StageState target = planStages();
        return planning.outliner.outline(target.stage.file().from(), finish(target));
    }

    /** Plans what the target needs, and answers the target. */
    private StageState planStages() {
        int target = planning.names.target(request.target());
        graph.checkCycles(findings);
        findings.throwIfAny();
        BitSet reachable = addTriggers(target);
        graph.checkCycles(findings);
        findings.throwIfAny();
        reachable.stream().forEach(this::planStage);
        findings.throwIfAny();
        return planning.finished(target);
    }

    /** Reads the triggers of the bases of all stages that are needed; these may need more stages. */
    private BitSet addTriggers(int target) {
        BitSet reachable = graph.reachable(target, findings);
        reachable.stream().forEach(this::prefetch);
        Deque<Integer> open = new ArrayDeque<>(reachable.stream().boxed().toList());
        while (!open.isEmpty()) {
            int stage = open.remove();
            List<Placed> triggers = triggers(graph.stage(stage));
            if (!triggers.isEmpty()) {
                graph.prepend(stage, triggers);
                graph.reachable(stage, findings).stream()
                        .filter(needed -> !reachable.get(needed))
                        .forEach(needed -> {
                            reachable.set(needed);
                            open.add(needed);
                        });
            }
        }
        return reachable;
    }

    private void prefetch(int stage) {
        Platform platform = graph.stage(stage).platform();
        for (StageGraph.Need need : graph.needs(stage, findings)) {
            if (need.source() instanceof TreeSource.OfImage image) {
                boolean isBase = image.equals(graph.stage(stage).base());
                findings.attempt(
                        () -> {
                            planning.images.prefetch(image.name(), isBase ? platform : request.platform(), need.span());
                            return true;
                        },
                        false);
            }
        }
    }

    private List<Placed> triggers(Stage stage) {
        if (stage.content() == Stage.Content.CONTEXT) {
            return List.of();
        }
        Instruction.From from = stage.file().from();
        return stage.base().match(new TreeSource.Cases<List<Placed>>() {
            @Override
            public List<Placed> empty(TreeSource.Empty source) {
                return List.of();
            }

            @Override
            public List<Placed> stage(TreeSource.OfStage source) {
                List<Placed> triggers = new ArrayList<>();
                for (Placed placed : graph.instructions(source.index())) {
                    if (placed.instruction() instanceof Instruction.Onbuild onbuild) {
                        triggers.add(Placed.inFile(onbuild.trigger()));
                    }
                }
                return triggers;
            }

            @Override
            public List<Placed> image(TreeSource.OfImage source) {
                return imageTriggers(source, stage, from);
            }

            @Override
            public List<Placed> context(TreeSource.OfContext source) {
                return List.of();
            }
        });
    }

    private List<Placed> imageTriggers(TreeSource.OfImage source, Stage stage, Instruction.From from) {
        Span span = from.image().span();
        return findings.attempt(
                () ->
                        planning
                                .images
                                .resolve(source.name(), stage.platform(), span)
                                .config()
                                .config()
                                .onBuild()
                                .stream()
                                .map(trigger -> Placed.inImage(Triggers.parse(trigger, source.name(), span), from))
                                .toList(),
                List.of());
    }

    private void planStage(int index) {
        Stage stage = graph.stage(index);
        Instruction.From from = stage.file().from();
        planning.outliner.used(from.image().word().names());
        planning.outliner.used(from.platform().names());
        StageState state = begin(stage);
        StagePlanner planner = new StagePlanner(planning, state);
        for (Placed placed : graph.instructions(index)) {
            findings.attempt(
                    () -> {
                        planner.plan(placed);
                        return true;
                    },
                    false);
        }
        planning.finish(state);
    }

    private StageState begin(Stage stage) {
        return stage.base().match(new TreeSource.Cases<StageState>() {
            @Override
            public StageState empty(TreeSource.Empty source) {
                return StageState.empty(stage, scratch(stage.platform()), planning.scratch());
            }

            @Override
            public StageState stage(TreeSource.OfStage source) {
                return StageState.onStage(stage, planning.finished(source.index()));
            }

            @Override
            public StageState image(TreeSource.OfImage source) {
                return onImage(stage, source);
            }

            @Override
            public StageState context(TreeSource.OfContext source) {
                return onContext(stage, source);
            }
        });
    }

    private static ImageConfig scratch(Platform platform) {
        return new ImageConfig(null, "", platform, ContainerConfig.EMPTY, List.of(), List.of());
    }

    private StageState onImage(Stage stage, TreeSource.OfImage source) {
        Span span = stage.file().from().image().span();
        Planning.FoundImage found = planning.image(source.name(), stage.platform(), span);
        ImageConfig config = found.image().config();
        warnings.basePlatform(source.name(), stage, config.platform(), span);
        boolean chosen = request.platformChoice() == FrontendRequest.PlatformChoice.EXPLICIT
                || !stage.file().from().platform().isEmpty();
        return StageState.onImage(stage, config, chosen ? stage.platform() : config.platform(), found.vertex());
    }

    /** A stage that begins with the files of a context: they are its first layer. */
    private StageState onContext(Stage stage, TreeSource.OfContext source) {
        StageState state = StageState.empty(stage, scratch(stage.platform()), planning.scratch());
        Inputs inputs = new Inputs(state.rootfs);
        int input = inputs.add(planning.context(source.name()));
        Op op = new Op.Copy(
                List.of(new Op.Copy.Source.Files(input, "/", Op.Copy.Archives.KEEP)),
                "/",
                true,
                "",
                "",
                Op.Copy.Linking.ONTO_ROOTFS,
                Op.Copy.Parents.DROP,
                List.of());
        Placed from = Placed.inFile(stage.file().from());
        VertexId vertex = planning.plan.step(op, inputs, planning.label(state), from, from.text(), CachePolicy.USE);
        state.record(vertex, "COPY / / # buildkit");
        return state;
    }

    private BuildPlan finish(StageState target) {
        target.config.putLabels(request.labels());
        boolean explicit = request.platformChoice() == FrontendRequest.PlatformChoice.EXPLICIT;
        PlannedImage image = new PlannedImage(
                explicit ? request.platform() : target.platform,
                target.author,
                target.config.build(),
                target.history.rows());
        return planning.plan.build(target.rootfs, image);
    }
}
