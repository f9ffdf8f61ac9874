package dev.jbuild.core.step;

import dev.jbuild.core.plan.Op;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.source.GitSource;
import dev.jbuild.core.source.GitSource.GitReference;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.TreeEntry;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** A commit of a repository as a layer. Thread-safe. */
final class GitStep implements Step<Op.GitSource> {
    private final StepTools tools;
    private final LayerTrees trees;

    GitStep(StepTools tools, LayerTrees trees) {
        this.tools = tools;
        this.trees = trees;
    }

    @Override
    public CompletionStage<StepResult> run(Op.GitSource op, StepRequest request) {
        return Stages.supply(() -> result(checkOut(op, request)), tools.work());
    }

    private GitSource.Checkout checkOut(Op.GitSource op, StepRequest request) throws IOException {
        GitReference reference = new GitReference(
                op.url(),
                op.ref(),
                op.subdirectory(),
                op.keepGitDirectory(),
                op.submodules(),
                GitSource.Times.valueOf(op.times().name()));
        return Interruption.of(request.cancellation())
                .during(() -> tools.sources().git().checkOut(reference, op.commit()));
    }

    private StepResult result(GitSource.Checkout made) throws IOException {
        trees.keep(made.layer(), made.index());
        long files = 0;
        long sizeBytes = 0;
        for (LayerEntry entry : made.index().entries()) {
            if (entry instanceof LayerEntry.Present present && present.entry() instanceof TreeEntry.RegularFile file) {
                files++;
                sizeBytes += file.sizeBytes();
            }
        }
        return new StepResult(made.layer(), made.index().contentDigest(), made.time(), Amounts.of(sizeBytes, files));
    }
}
