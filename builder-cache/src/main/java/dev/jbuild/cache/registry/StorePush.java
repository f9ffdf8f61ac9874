package dev.jbuild.cache.registry;

import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BuildStore;
import java.util.concurrent.Executor;

/** Pushes what is in a store, mounting what the registry has of it in other repositories. Thread-safe. */
public final class StorePush {
    private static final int MAX_PLACES = 3; // each that does not have it costs a question

    private final BuildStore store;
    private final RegistryPush push;

    public StorePush(RegistryClient client, BuildStore store, Executor waits) {
        StoredRepositories repositories = new StoredRepositories(store);
        this.store = store;
        this.push = new RegistryPush(
                client,
                new StoreBlobSource(store, client, repositories),
                (target, blob) -> repositories.having(blob, target.registry()).stream()
                        .map(ImageReference::repository)
                        .distinct()
                        .limit(MAX_PLACES)
                        .toList(),
                waits);
    }

    BuildStore store() {
        return store;
    }

    /** As {@link RegistryPush#push}. */
    public RegistryPush.Pushed push(ImageReference target, ImageGraph graph, TransferListener listener) {
        return push.push(target, graph, listener);
    }
}
