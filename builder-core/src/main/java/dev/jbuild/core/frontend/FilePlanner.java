package dev.jbuild.core.frontend;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.PlannedImage;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.check.CheckSettings;
import dev.jbuild.grammar.check.SyntaxChecks;
import dev.jbuild.grammar.text.Problem;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans one file for one target. Used once, by one thread. */
final class FilePlanner {

    private final FrontendRequest request;
    private final Planning planning;
    private final Findings findings;
    private final StageGraph graph;
    private final StageBases bases;

    FilePlanner(FrontendRequest request, Planning.Purpose purpose) {
        List<FileStage> files = FileStage.of(request.dockerfile());
        this.request = request;
        this.planning = new Planning(request, files, purpose);
        this.findings = planning.findings;
        this.graph = new StageGraph(Stages.read(files, planning), planning.names, request.platform());
        this.bases = new StageBases(planning, graph);
    }

    BuildPlan plan() {
        StageState target = planStages();
        List<Problem> problems = planning.checks.problems();
        if (planning.settings.failure() == CheckSettings.Failure.ON_WARNING && !problems.isEmpty()) {
            throw checksFailed(problems);
        }
        return finish(target);
    }

    Outline outline() {
        StageState target = planStages();
        return planning.outliner.outline(target.stage.file().from(), finish(target));
    }

    List<Problem> check() {
        planStages();
        return planning.checks.problems();
    }

    /** Plans what is needed, and answers the target. Tells all warnings, whether that succeeds or not. */
    private StageState planStages() {
        SyntaxChecks.run(request.dockerfile(), planning.checks);
        try {
            int target = planning.names.target(request.target());
            refuseCycles();
            LatentProblems latent = new LatentProblems(request.dockerfile(), graph);
            BitSet started = start(target);
            latent.throwIn(started);
            BitSet needed = addTriggers(started);
            latent.throwIn(needed);
            refuseCycles();
            planning.expect(StagesUpon.of(graph, needed, target));
            // Contexts that take the place of stages need no stage, so all stages can take files from them.
            planStages(needed, EnumSet.of(Stage.Content.CONTEXT));
            planStages(needed, EnumSet.complementOf(EnumSet.of(Stage.Content.CONTEXT)));
            findings.throwIfAny();
            return planning.finished(target);
        } finally {
            planning.checks.problems().forEach(request.warnings());
        }
    }

    /** Stages that need each other cannot be planned, not even to find what else is wrong. */
    private void refuseCycles() {
        if (!graph.checkCycles(findings)) {
            findings.throwIfAny();
        }
    }

    private void planStages(BitSet needed, Set<Stage.Content> contents) {
        for (int stage = needed.nextSetBit(0); stage >= 0; stage = needed.nextSetBit(stage + 1)) {
            if (contents.contains(graph.stage(stage).content()) && !planning.budget.isSpent()) {
                planStage(stage);
            }
        }
    }

    /** The stages that are needed in any case; of a file that is checked without a target, all. */
    private BitSet start(int target) {
        if (planning.purpose == Planning.Purpose.CHECK && request.target().isEmpty()) {
            BitSet all = new BitSet();
            all.set(0, planning.names.count());
            return all;
        }
        return graph.reachable(target, findings);
    }

    private BuildException checksFailed(List<Problem> problems) {
        String rules = problems.stream().map(Problem::code).distinct().collect(Collectors.joining(", "));
        return BuildException.of(ErrorCode.CHECK_FAILED, "the Dockerfile fails its checks: " + rules)
                .withHint("change what is reported, or take error=true out of # check=")
                .at(findings.locate(problems.get(0).span()));
    }

    /** Reads the triggers of the bases of all stages that are needed; these may need more stages. */
    private BitSet addTriggers(BitSet needed) {
        Deque<Integer> open = new ArrayDeque<>();
        for (int stage = needed.nextSetBit(0); stage >= 0; stage = needed.nextSetBit(stage + 1)) {
            prefetch(stage);
            open.add(stage);
        }
        while (!open.isEmpty()) {
            int stage = open.remove();
            List<Placed> triggers = findings.attempt(() -> bases.triggers(graph.stage(stage)), List.of());
            if (!triggers.isEmpty()) {
                graph.prepend(stage, triggers);
            }
            for (int more : graph.neededStages(stage, findings)) {
                if (!needed.get(more)) {
                    needed.set(more);
                    open.add(more);
                }
            }
        }
        return needed;
    }

    /** Begins to look for the images that a stage is known to need. */
    private void prefetch(int index) {
        Stage stage = graph.stage(index);
        for (StageGraph.Need need : graph.needs(index, findings)) {
            if (need.source() instanceof TreeSource.OfImage image) {
                boolean base = image.equals(stage.base());
                Platform platform = base ? stage.platform() : request.platform();
                FrontendRequest.PlatformChoice choice = base ? planning.choice(stage) : request.platformChoice();
                findings.attempt(
                        () -> {
                            planning.images.prefetch(image.name(), platform, choice, need.span());
                            return true;
                        },
                        false);
            }
        }
    }

    private void planStage(int index) {
        Stage stage = graph.stage(index);
        Instruction.From from = stage.file().from();
        planning.outliner.used(from.image().word().names());
        planning.outliner.used(from.platform().names());
        StageState state = bases.begin(stage);
        StagePlanner planner = new StagePlanner(planning, state);
        for (Placed placed : graph.instructions(index)) {
            if (planning.budget.isSpent()) {
                break;
            }
            findings.attempt(
                    () -> {
                        planner.plan(placed);
                        return true;
                    },
                    false);
        }
        planning.finish(state);
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
