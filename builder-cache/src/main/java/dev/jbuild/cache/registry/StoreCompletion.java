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

    /** Does nothing for an image that is whole; what nobody has is left to whoever needs it. */
    public void complete(Image image, TransferListener transfers) throws IOException {
        StoredRepositories repositories = new StoredRepositories(store);
        AtomicBoolean cancelled = new AtomicBoolean();
        List<Lanes.Transfer> missing = new ArrayList<>();
        for (int i = 0; i < image.config().diffIds().size(); i++) {
            DiffId diffId = image.config().diffIds().get(i);
            Descriptor blob = image.manifest().layers().get(i);
            List<ImageReference> places = isHere(diffId, blob) ? List.of() : repositories.having(blob.digest());
            if (!places.isEmpty()) {
                LayerTransfer transfer =
                        new LayerTransfer(client.get(), store, transfers, cancelled, places.get(0), blob, diffId);
                missing.add(() -> transfer.start(waits));
            }
        }
        try {
            Lanes.run(missing, cancelled).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw e.getCause() instanceof RuntimeException meant ? meant : e;
        }
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
