package dev.jbuild.core.step;

import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.solver.Observation;
import dev.jbuild.core.solver.StepInput;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.tree.Tree;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * COPY and ADD: files from contexts and layers become a layer, computed from trees. Nothing is mounted or unpacked, and no
 * privilege is needed; bytes go from where they lie into the layer's tar. Thread-safe.
 */
public final class CopyStep {
    private final CopySources sources;
    private final CopySelections selections;
    private final LayerContents contents;
    private final Archives archives;
    private final BlobStore blobs;
    private final LayerStore layers;
    private final Executor work;

    public CopyStep(CopySources sources, BlobStore blobs, LayerStore layers, Executor work) {
        this.sources = sources;
        this.selections = new CopySelections(sources, work);
        this.contents = new LayerContents(blobs, layers);
        this.archives = new Archives(blobs, contents);
        this.blobs = blobs;
        this.layers = layers;
        this.work = work;
    }

    /** As {@link dev.jbuild.core.solver.StepRunner#observe}, for a vertex whose op is a Copy. */
    public CompletionStage<Optional<Observation>> observe(StepRequest request, int input) {
        return async(() -> input == 0 ? rootFs(request) : Optional.of(selections.observe(request, input)));
    }

    /** Of a rootfs that the layer does not depend on, nothing but the numbers of an owner's names. */
    private Optional<Observation> rootFs(StepRequest request) throws IOException {
        Op.Copy op = (Op.Copy) request.vertex().op();
        return op.linking() == Op.Copy.Linking.ONTO_ROOTFS
                ? Optional.empty()
                : Optional.of(Observation.of(Digest.ofUtf8("owner " + owner(request))));
    }

    /** As {@link dev.jbuild.core.solver.StepRunner#run}, for a vertex whose op is a Copy. */
    public CompletionStage<StepResult> run(StepRequest request) {
        return async(() -> {
            StepResult result = runNow(request);
            selections.forget(request);
            return result;
        });
    }

    private StepResult runNow(StepRequest request) throws IOException {
        Op.Copy op = (Op.Copy) request.vertex().op();
        boolean independent = op.linking() == Op.Copy.Linking.INDEPENDENT;
        Tree base = independent ? Tree.EMPTY : sources.tree(request.rootFs().chain());
        CopyInputs inputs = CopyInputs.of(request, selections, archives);
        Instant fallback = independent ? Instant.EPOCH : request.rootFs().newest();
        long seconds = inputs.newestSeconds().orElse(fallback.getEpochSecond());
        AttributeRules rules = new AttributeRules(owner(request), ModeChange.parse(op.mode()), seconds);
        List<LayerPart> parts = new CopyLayout(op, base, rules).parts(inputs);
        Writing writing = () -> new CopyWriter(parts, base, work, request.cancellation());
        CopyWriter writer = writing.begin();
        WrittenLayer layer;
        try (EarlierLayer earlier = EarlierLayer.of(selections.earlierLayer(request), blobs, layers)) {
            layer = writer.write(blobs, seconds, earlier);
        } catch (DamagedBlobException e) { // the earlier layer is no longer there, or else this throws it again
            writer = writing.begin();
            layer = writer.write(blobs, seconds, EarlierLayer.none());
        }
        layers.putIndex(layer.diffId(), layer.index());
        if (writer.files() >= EarlierLayer.LEAST_FILES) {
            selections.rememberLayer(request, layer.diffId(), writer.files());
        }
        return new StepResult(
                layer.diffId(),
                layer.content(),
                Instant.ofEpochSecond(seconds),
                Amounts.of(writer.sizeBytes(), writer.files()));
    }

    /** Begins to write what was laid out. */
    @FunctionalInterface
    private interface Writing {
        CopyWriter begin();
    }

    private Optional<FileOwner> owner(StepRequest request) throws IOException {
        String owner = ((Op.Copy) request.vertex().op()).owner();
        if (owner.isEmpty()) {
            return Optional.empty();
        }
        // A rootfs that is not needed is not there: the owner of an independent copy has numbers then.
        Tree tree =
                request.inputs().get(0) instanceof StepInput.Layers layers ? sources.tree(layers.chain()) : Tree.EMPTY;
        return Optional.of(new OwnerLookup(new UserFiles(tree, contents::open)).find(owner));
    }

    private <T> CompletionStage<T> async(Attempt<T> attempt) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return attempt.get();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                work);
    }

    /** Something that may fail by input or output. */
    @FunctionalInterface
    private interface Attempt<T> {
        T get() throws IOException;
    }
}
