package dev.jbuild.core.step;

import dev.jbuild.core.context.DirectorySource;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.solver.StepInput;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.source.GitSource.GitReference;
import dev.jbuild.core.store.FileDigests;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A commit of a repository as a layer: checked out once, then packed as a COPY of all of it would. Thread-safe. */
final class GitStep implements Step<Op.GitSource> {
    private static final String CHECKOUT = "checkout";

    private final StepTools tools;

    GitStep(StepTools tools) {
        this.tools = tools;
    }

    @Override
    public CompletionStage<StepResult> run(Op.GitSource op, StepRequest request) {
        return Stages.supply(() -> checkOut(op), tools.work())
                .thenComposeAsync(directory -> pack(directory, request), tools.work());
    }

    private Path checkOut(Op.GitSource op) throws IOException {
        Path directory = tools.store().layers().scratch("git");
        GitReference reference =
                new GitReference(op.url(), op.ref(), op.subdirectory(), op.keepGitDirectory(), op.submodules());
        tools.sources().git().checkOut(reference, op.commit(), directory);
        return directory;
    }

    private CompletionStage<StepResult> pack(Path directory, StepRequest request) {
        RootDirectory root = Stages.unchecked(() -> tools.directories().open(directory));
        CopyStep copy = new CopyStep(
                new Checkout(new DirectorySource(root, NothingRemembered.INSTANCE)),
                tools.store().blobs(),
                tools.store().layers(),
                tools.work());
        return Stages.start(() -> copy.run(copyOfAll(request)))
                .whenComplete((result, failure) -> Stages.unchecked(() -> {
                    root.close();
                    return result;
                }));
    }

    private static StepRequest copyOfAll(StepRequest request) {
        Op.Copy op = new Op.Copy(
                List.of(new Op.Copy.Source.Files(1, "/", Op.Copy.Archives.KEEP)),
                "/",
                true,
                "",
                "",
                Op.Copy.Linking.INDEPENDENT,
                Op.Copy.Parents.DROP,
                List.of());
        Vertex vertex = new Vertex(
                op,
                List.of(new VertexId(0), new VertexId(0)),
                request.vertex().label(),
                request.vertex().cache());
        List<StepInput> inputs = List.of(new StepInput.Pending(), new StepInput.Context(CHECKOUT));
        return new StepRequest(request.id(), vertex, inputs, request.cancellation(), request.progress());
    }

    /** The one context of such a copy. */
    private record Checkout(SourceTree files) implements CopySources {
        @Override
        public SourceTree context(String name) {
            return files;
        }

        @Override
        public Tree tree(List<DiffId> chain) {
            return Tree.EMPTY;
        }

        @Override
        public SourceTree layers(List<DiffId> chain) {
            return files;
        }
    }

    /** A checkout is read once. */
    private enum NothingRemembered implements FileDigests {
        INSTANCE;

        @Override
        public Optional<Digest> find(TreePath path, FileStat stat) {
            return Optional.empty();
        }

        @Override
        public void put(TreePath path, FileStat stat, Digest content) {}

        @Override
        public void close() {}
    }
}
