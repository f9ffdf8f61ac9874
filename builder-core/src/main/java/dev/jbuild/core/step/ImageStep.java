package dev.jbuild.core.step;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.progress.TransferEvents;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.source.ImageSource.ResolvedImage;
import dev.jbuild.core.store.LayerStore;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** FROM: makes the layers of a base image indexed and readable, fetching what is missing. Makes no layer. Thread-safe. */
final class ImageStep implements Step<Op.Image> {
    private final StepTools tools;
    private final BaseTimes images;

    ImageStep(StepTools tools, BaseTimes images) {
        this.tools = tools;
        this.images = images;
    }

    @Override
    public CompletionStage<StepResult> run(Op.Image op, StepRequest request) {
        TransferEvents transfers = new TransferEvents(request.progress(), request.id(), tools.clock());
        return Stages.supply(() -> fetch(op, transfers), tools.work());
    }

    private StepResult fetch(Op.Image op, TransferEvents transfers) throws IOException {
        String summary = "";
        if (!isHere(op)) {
            ResolvedImage image = images.resolve(op);
            tools.sources().images().fetchLayers(image, transfers);
            long bytes = image.manifest().layers().stream()
                    .mapToLong(Descriptor::sizeBytes)
                    .sum();
            int count = op.layers().size();
            summary = Amounts.bytes(bytes) + " in " + count + (count == 1 ? " layer" : " layers");
        }
        return new StepResult(null, Digest.of(new byte[0]), Instant.EPOCH, summary);
    }

    private boolean isHere(Op.Image op) throws IOException {
        for (DiffId layer : op.layers()) {
            if (!isReadable(layer) || !tools.store().layers().hasIndex(layer)) {
                return false;
            }
        }
        return true;
    }

    /** A blob may be known, and its bytes be collected. */
    private boolean isReadable(DiffId layer) throws IOException {
        if (tools.store().blobs().contains(layer.digest())) {
            return true;
        }
        for (LayerStore.CompressedLayer blob : tools.store().layers().blobs(layer)) {
            if (tools.store().blobs().contains(blob.descriptor().digest())) {
                return true;
            }
        }
        return false;
    }
}
