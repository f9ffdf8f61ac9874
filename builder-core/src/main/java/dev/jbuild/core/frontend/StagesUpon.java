package dev.jbuild.core.frontend;

import java.util.BitSet;

/** How many stages that are still to be planned begin with each stage. Used by one thread. */
final class StagesUpon {

    /** No stage begins with another. */
    static final StagesUpon NONE = new StagesUpon(new int[0]);

    private final int[] left;

    private StagesUpon(int[] left) {
        this.left = left;
    }

    /** Counts in a file; {@code target} is needed to the end. */
    static StagesUpon of(StageGraph graph, BitSet needed, int target) {
        int[] left = new int[Math.max(needed.length(), target + 1)];
        left[target] = 1;
        for (int index = needed.nextSetBit(0); index >= 0; index = needed.nextSetBit(index + 1)) {
            Stage stage = graph.stage(index);
            if (stage.content() == Stage.Content.INSTRUCTIONS && stage.base() instanceof TreeSource.OfStage base) {
                left[base.index()]++;
            }
        }
        return new StagesUpon(left);
    }

    /** Whether some stage begins with this one, or it is the target. */
    boolean needs(int stage) {
        return left[stage] > 0;
    }

    /** Counts one stage that begins with this one. */
    void began(int stage) {
        left[stage]--;
    }
}
