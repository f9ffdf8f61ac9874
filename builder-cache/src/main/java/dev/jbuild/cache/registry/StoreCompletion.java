package dev.jbuild.cache.registry;

import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Fetches the layers of an image of the store that are not here: those of a base that no step needed, or that were collected. They
 * come from where the store's images came from. Thread-safe.
 *
 * @param client asked for when something is missing, and not before
 */
public record StoreCompletion(BuildStore store, Supplier<RegistryClient> client, Executor waits) {
    private static final int MAX_PLACES = 3; // each that does not have it costs a question

    /** Does nothing for an image that is whole; what nobody has is left to whoever needs it. */
    public void complete(Image image, TransferListener transfers) throws IOException {
        StoredRepositories repositories = new StoredRepositories(store);
        AtomicBoolean cancelled = new AtomicBoolean();
        List<Lanes.Transfer> missing = new ArrayList<>();
        List<ImageReference> asked = new ArrayList<>();
        for (int i = 0; i < image.config().diffIds().size(); i++) {
            DiffId diffId = image.config().diffIds().get(i);
            Descriptor blob = image.manifest().layers().get(i);
            List<ImageReference> places = isHere(diffId, blob) ? List.of() : repositories.having(blob.digest());
            if (!places.isEmpty()) {
                asked.addAll(places);
                missing.add(() -> fetch(
                        places.subList(0, Math.min(places.size(), MAX_PLACES)),
                        place -> new LayerTransfer(client.get(), store, transfers, cancelled, place, blob, diffId)));
            }
        }
        try {
            Lanes.run(missing, cancelled).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw RegistryFailures.meaning(asked.get(0), "a layer", io);
            }
            throw e.getCause() instanceof RuntimeException meant ? meant : e;
        }
    }

    private interface Transfers {
        LayerTransfer from(ImageReference place);
    }

    /** From the first place that has it; when none has, the failure of the first, for it is the likeliest. */
    private CompletableFuture<Void> fetch(List<ImageReference> places, Transfers transfers) {
        CompletableFuture<Void> first = transfers.from(places.get(0)).start(waits);
        if (places.size() == 1) {
            return first;
        }
        return first.exceptionallyCompose(failure -> fetch(places.subList(1, places.size()), transfers)
                .exceptionallyCompose(other -> CompletableFuture.failedFuture(failure)));
    }

    private boolean isHere(DiffId layer, Descriptor named) throws IOException {
        if (store.blobs().contains(layer.digest()) || store.blobs().contains(named.digest())) {
            return true;
        }
        for (CompressedLayer blob : store.layers().blobs(layer)) {
            if (store.blobs().contains(blob.descriptor().digest())) {
                return true;
            }
        }
        return false;
    }
}
