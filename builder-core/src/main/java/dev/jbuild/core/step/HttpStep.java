package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.layer.Ancestors;
import dev.jbuild.core.layer.LayerWriter;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.solver.Observation;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.source.HttpAddress;
import dev.jbuild.core.source.HttpSource;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A file from a URL as a layer of that one file, 0600, of the time that the server says. Thread-safe. */
final class HttpStep implements Step<Op.HttpSource> {
    private static final int MODE = 0600;

    private final StepTools tools;
    private final LayerTrees trees;

    HttpStep(StepTools tools, LayerTrees trees) {
        this.tools = tools;
        this.trees = trees;
    }

    @Override
    public CompletionStage<Optional<Observation>> identify(Op.HttpSource op, StepRequest request) {
        return Stages.supply(
                () -> op.checksum().isEmpty() ? Optional.of(seen(fetch(op, request))) : Optional.empty(), tools.work());
    }

    /** The time shows in the layer, so it counts. */
    private static Observation seen(HttpSource.Fetched fetched) {
        return Observation.of(
                Digest.ofUtf8(fetched.content() + " " + time(fetched).getEpochSecond()));
    }

    @Override
    public CompletionStage<StepResult> run(Op.HttpSource op, StepRequest request) {
        return Stages.supply(() -> layer(op, fetch(op, request)), tools.work());
    }

    private StepResult layer(Op.HttpSource op, HttpSource.Fetched fetched) throws IOException {
        Instant time = time(fetched);
        Attributes attributes = new Attributes(MODE, 0, 0, time.getEpochSecond());
        TreeEntry file = new TreeEntry.RegularFile(attributes, fetched.sizeBytes(), fetched.content());
        WrittenLayer layer;
        try (LayerWriter writer =
                LayerWriter.create(tools.store().blobs(), Ancestors.in(Tree.EMPTY, time.getEpochSecond()))) {
            writer.addFile(
                    new LayerEntry.Present(TreePath.of(op.fileName()), file),
                    () -> tools.store().blobs().open(fetched.content()));
            layer = writer.commit();
        }
        trees.keep(layer.diffId(), layer.index());
        return new StepResult(layer.diffId(), layer.content(), time, Amounts.of(fetched.sizeBytes(), 1));
    }

    private HttpSource.Fetched fetch(Op.HttpSource op, StepRequest request) throws IOException {
        Optional<Digest> checksum =
                op.checksum().isEmpty() ? Optional.empty() : Optional.of(Digest.parse(op.checksum()));
        return Interruption.of(request.cancellation())
                .during(() -> tools.sources().http().fetch(address(op), checksum));
    }

    private static URI address(Op.HttpSource op) {
        try {
            return HttpAddress.parse(op.url());
        } catch (IllegalArgumentException e) {
            throw BuildException.of(
                    ErrorCode.DOCKERFILE_INVALID, "got URL \"%s\": %s".formatted(op.url(), e.getMessage()));
        }
    }

    private static Instant time(HttpSource.Fetched fetched) {
        return fetched.lastModified().orElse(Instant.EPOCH);
    }
}
