package dev.jbuild.core.step;

import dev.jbuild.core.context.LayeredSource;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.layer.Ancestors;
import dev.jbuild.core.layer.LayerWriter;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * WORKDIR: a layer with the directories that are missing, owned by the user; an empty layer when none is. Computed from the tree, with
 * no mount and no privilege. Thread-safe.
 */
final class MakeDirectoryStep implements Step<Op.MakeDirectory> {
    private static final int MODE = 0755;

    private final StepTools tools;
    private final LayerTrees trees;
    private final BaseTimes times;
    private final LayeredSource.Bytes bytes;

    MakeDirectoryStep(StepTools tools, LayerTrees trees, BaseTimes times, LayeredSource.Bytes bytes) {
        this.tools = tools;
        this.trees = trees;
        this.times = times;
        this.bytes = bytes;
    }

    @Override
    public CompletionStage<StepResult> run(Op.MakeDirectory op, StepRequest request) {
        return Stages.supply(() -> make(op, request), tools.work());
    }

    private StepResult make(Op.MakeDirectory op, StepRequest request) throws IOException {
        Tree tree = trees.of(request.rootFs().chain());
        Instant time = times.created(request.rootFs());
        TreePath wanted = tree.resolve(TreePath.clean(op.path()))
                .orElseThrow(() -> conflict(op, request, "links that lead nowhere or in circles"));
        WrittenLayer layer;
        try (LayerWriter writer =
                LayerWriter.create(tools.store().blobs(), Ancestors.in(tree, time.getEpochSecond()))) {
            if (!isDirectory(tree, wanted, op, request)) {
                add(writer, tree, wanted, attributes(op, tree, time));
            }
            layer = writer.commit();
        }
        trees.keep(layer.diffId(), layer.index());
        return new StepResult(layer.diffId(), layer.content(), time, "");
    }

    private Attributes attributes(Op.MakeDirectory op, Tree tree, Instant time) throws IOException {
        ProcessSpec.Identity owner =
                new RunUsers(new UserFiles(tree, bytes)).find(op.user()).identity();
        return new Attributes(MODE, owner.uid(), owner.gid(), time.getEpochSecond());
    }

    private static void add(LayerWriter writer, Tree tree, TreePath wanted, Attributes attributes) throws IOException {
        TreePath path = TreePath.ROOT;
        for (TreePath name : wanted.components()) {
            path = path.resolve(name);
            if (tree.get(path).isEmpty()) {
                writer.add(path, new TreeEntry.Directory(attributes));
            }
        }
    }

    /** Whether all of the path is there; something in the way that is no directory is an error. */
    private static boolean isDirectory(Tree tree, TreePath wanted, Op.MakeDirectory op, StepRequest request) {
        TreePath path = TreePath.ROOT;
        for (TreePath name : wanted.components()) {
            path = path.resolve(name);
            Optional<TreeEntry> entry = tree.get(path);
            if (entry.isEmpty()) {
                return false;
            }
            if (!(entry.get() instanceof TreeEntry.Directory)) {
                throw conflict(op, request, "\"/" + path + "\" is no directory");
            }
        }
        return true;
    }

    private static BuildException conflict(Op.MakeDirectory op, StepRequest request, String why) {
        return BuildException.of(
                ErrorCode.COPY_CONFLICT,
                "%s: cannot make \"%s\": %s".formatted(request.vertex().label(), op.path(), why));
    }
}
