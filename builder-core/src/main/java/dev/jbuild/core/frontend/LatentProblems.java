package dev.jbuild.core.frontend;

import dev.jbuild.grammar.Dockerfile;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.text.Problem;
import dev.jbuild.grammar.text.SyntaxException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What is wrong with a file only where it is carried out, once it is known what will be. Used by one thread. */
final class LatentProblems {

    private final Dockerfile dockerfile;
    private final StageGraph graph;

    LatentProblems(Dockerfile dockerfile, StageGraph graph) {
        this.dockerfile = dockerfile;
        this.graph = graph;
    }

    /** @throws SyntaxException with all that is wrong in stages that are needed, and with triggers of stages that these begin with */
    void throwIn(BitSet needed) {
        if (dockerfile.latent().isEmpty()) {
            return;
        }
        BitSet lines = new BitSet();
        for (int index = needed.nextSetBit(0); index >= 0; index = needed.nextSetBit(index + 1)) {
            Stage stage = graph.stage(index);
            if (stage.content() == Stage.Content.CONTEXT) {
                continue;
            }
            setLines(stage, lines, false);
            if (stage.base() instanceof TreeSource.OfStage base) {
                setLines(graph.stage(base.index()), lines, true);
            }
        }
        List<Problem> found = new ArrayList<>();
        for (Problem problem : dockerfile.latent()) {
            if (lines.get(problem.span().line())) {
                found.add(problem);
            }
        }
        if (!found.isEmpty()) {
            throw new SyntaxException(dockerfile.source(), found);
        }
    }

    /** The lines of a stage's triggers, or those of all else. */
    private static void setLines(Stage stage, BitSet lines, boolean triggers) {
        for (Instruction instruction : stage.file().instructions()) {
            if (instruction instanceof Instruction.Onbuild == triggers) {
                lines.set(instruction.span().line(), instruction.span().endLine() + 1);
            }
        }
    }
}
