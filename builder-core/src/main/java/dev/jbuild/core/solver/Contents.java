package dev.jbuild.core.solver;

import dev.jbuild.core.oci.ChainId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.LayerStack;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.store.CacheRecord;
import java.time.Instant;
import java.util.List;

/** What stacks of layers hold, times left out: made layer by layer from what each holds, without reading any. */
final class Contents {
    static final Digest SCRATCH = Digest.ofUtf8("scratch");
    static final StepInput.Layers NO_LAYERS = new StepInput.Layers(List.of(), SCRATCH, Instant.EPOCH, null);

    private Contents() {}

    /** Layers that jbuild did not make are what their diffIDs say. */
    static Digest of(Op.Image image) {
        return image.layers().isEmpty() ? SCRATCH : ChainId.of(image.layers()).digest();
    }

    static Digest append(Digest below, CacheRecord record) {
        return record.layer() == null ? below : Digest.ofUtf8(below + " " + record.content());
    }

    static StepInput.Layers layers(Op.Image image) {
        return new StepInput.Layers(image.layers(), of(image), Instant.EPOCH, image);
    }

    static StepInput.Layers append(StepInput.Layers below, CacheRecord record) {
        LayerStack chain = LayerStack.of(below.chain());
        chain = record.layer() == null ? chain : chain.append(record.layer());
        Instant newest = record.time().isAfter(below.newest()) ? record.time() : below.newest();
        return new StepInput.Layers(chain, append(below.content(), record), newest, below.base());
    }
}
