package dev.jbuild.core.frontend;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.mount.MountOption;
import dev.jbuild.grammar.text.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/** Which stage needs which: by its base, by COPY --from, by mounts. Grows when triggers of base images become known. Used by one thread. */
final class StageGraph {

    private static final int MOST_SHOWN = 8; // stages of a cycle in a message

    private final List<Stage> stages;
    private final StageNames names;
    private final Platform platform;
    private final List<List<Placed>> instructions = new ArrayList<>();

    StageGraph(List<Stage> stages, StageNames names, Platform platform) {
        this.stages = stages;
        this.names = names;
        this.platform = platform;
        for (Stage stage : stages) {
            List<Placed> placed = new ArrayList<>();
            if (stage.content() != Stage.Content.CONTEXT) {
                stage.file().instructions().forEach(instruction -> placed.add(Placed.inFile(instruction)));
            }
            instructions.add(List.copyOf(placed));
        }
    }

    Stage stage(int index) {
        return stages.get(index);
    }

    /** What a stage carries out: triggers of its base, then its own. */
    List<Placed> instructions(int stage) {
        return instructions.get(stage);
    }

    /** Puts triggers in front of a stage's instructions. */
    void prepend(int stage, List<Placed> triggers) {
        List<Placed> all = new ArrayList<>(triggers);
        all.addAll(instructions.get(stage));
        instructions.set(stage, List.copyOf(all));
    }

    /** A tree that a stage needs, and the place that says so. */
    record Need(TreeSource source, Span span) {}

    /** What a stage needs; an unknown number of a stage goes to {@code findings}. */
    List<Need> needs(int stage, Findings findings) {
        Stage needing = stages.get(stage);
        List<Need> needs = new ArrayList<>();
        needs.add(new Need(needing.base(), needing.file().from().image().span()));
        for (Placed placed : instructions.get(stage)) {
            for (String from : froms(placed.instruction())) {
                Span span = placed.line();
                findings.attempt(() -> needs.add(new Need(names.find(from, platform, span), span)), false);
            }
        }
        return needs;
    }

    private static List<String> froms(Instruction instruction) {
        if (instruction instanceof Instruction.Copy copy) {
            return copy.from().isEmpty() ? List.of() : List.of(copy.from());
        }
        if (instruction instanceof Instruction.Run run) {
            return run.mounts().isEmpty()
                    ? List.of()
                    : run.mounts().stream()
                            .flatMap(mount -> mount.options().stream())
                            .filter(MountOption.Setting.class::isInstance)
                            .map(MountOption.Setting.class::cast)
                            .filter(setting -> setting.key().equals("from")
                                    && !setting.value().isEmpty())
                            .map(setting -> setting.value().source())
                            .toList();
        }
        return List.of();
    }

    /** The stages that a stage needs, itself included. */
    BitSet reachable(int target, Findings findings) {
        BitSet reachable = new BitSet();
        Deque<Integer> open = new ArrayDeque<>();
        open.add(target);
        reachable.set(target);
        while (!open.isEmpty()) {
            for (int needed : neededStages(open.remove(), findings)) {
                if (!reachable.get(needed)) {
                    reachable.set(needed);
                    open.add(needed);
                }
            }
        }
        return reachable;
    }

    /** The stages that a stage itself needs. */
    int[] neededStages(int stage, Findings findings) {
        int[] needed = new int[instructions.get(stage).size() + 1];
        int count = 0;
        for (Need need : needs(stage, findings)) {
            if (need.source() instanceof TreeSource.OfStage source) {
                needed = count < needed.length ? needed : Arrays.copyOf(needed, 2 * count);
                needed[count++] = source.index();
            }
        }
        return Arrays.copyOf(needed, count);
    }

    /** Reports a stage that needs itself, through whatever others; false if there is one. */
    boolean checkCycles(Findings findings) {
        BitSet done = new BitSet();
        for (int start = 0; start < stages.size(); start++) {
            if (!done.get(start) && !visit(start, done, findings)) {
                return false;
            }
        }
        return true;
    }

    /** Walks depth first without recursion: a file may have thousands of stages. */
    private boolean visit(int start, BitSet done, Findings findings) {
        BitSet open = new BitSet();
        Deque<Visit> path = new ArrayDeque<>();
        path.push(new Visit(start, neededStages(start, findings)));
        open.set(start);
        while (!path.isEmpty()) {
            Visit visit = path.element();
            if (visit.next == visit.needed.length) {
                open.clear(visit.stage);
                done.set(visit.stage);
                path.pop();
                continue;
            }
            int needed = visit.needed[visit.next++];
            if (open.get(needed)) {
                findings.add(cycle(path, needed));
                return false;
            }
            if (!done.get(needed)) {
                open.set(needed);
                path.push(new Visit(needed, neededStages(needed, findings)));
            }
        }
        return true;
    }

    private InstructionException cycle(Deque<Visit> path, int closing) {
        Deque<String> way = new ArrayDeque<>(List.of(label(closing)));
        for (Visit visit : path) {
            way.addFirst(label(visit.stage));
            if (visit.stage == closing) {
                break;
            }
        }
        Instruction.From from = stages.get(closing).file().from();
        return new InstructionException(
                ErrorCode.DOCKERFILE_INVALID,
                "circular dependency of stages: " + shortened(List.copyOf(way)),
                from.span(),
                "copy from stages that stand above");
    }

    private static String shortened(List<String> way) {
        if (way.size() <= MOST_SHOWN) {
            return String.join(" → ", way);
        }
        int half = MOST_SHOWN / 2;
        return String.join(" → ", way.subList(0, half)) + " → … → "
                + String.join(" → ", way.subList(way.size() - half, way.size()));
    }

    private String label(int stage) {
        return stages.get(stage).file().label();
    }

    private static final class Visit {
        private final int stage;
        private final int[] needed;
        private int next;

        Visit(int stage, int[] needed) {
            this.stage = stage;
            this.needed = needed;
        }
    }
}
