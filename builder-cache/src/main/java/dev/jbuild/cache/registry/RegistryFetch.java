package dev.jbuild.cache.registry;

import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.VerifyingInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Fetches what a registry has under a name as it is: an image, or an index with the images of all its platforms and whatever else it
 * names. Thread-safe.
 */
public record RegistryFetch(RegistryClient client, ImageReference reference) {
    private static final int MAX_CONFIG_BYTES = 4 * 1024 * 1024; // 4 MiB

    /** All that the reference names; of an index for a platform, its one image. */
    public ImageGraph graph(Optional<Platform> platform) throws IOException {
        List<RegistryClient.FetchedManifest> path = platform.isPresent()
                ? client.manifestFor(reference, platform.get())
                : List.of(client.manifest(reference));
        RegistryClient.FetchedManifest known = path.get(path.size() - 1);
        return ImageGraph.of(
                known.descriptor(),
                descriptor -> Optional.of(
                        descriptor.digest().equals(known.descriptor().digest())
                                ? known.bytes()
                                : client.manifest(reference, descriptor).bytes()));
    }

    /** The bytes of its blobs, which go through and are verified at their end. */
    public BlobSource blobs() {
        return blob -> new VerifyingInputStream(client.blob(reference, blob), blob.digest(), () -> {});
    }

    /** Brings all of a graph into the store, the layers of images indexed while they come. */
    public void into(BuildStore store, ImageGraph graph, Executor waits, TransferListener listener) throws IOException {
        AtomicBoolean cancelled = new AtomicBoolean();
        Set<Descriptor> begun = new HashSet<>();
        List<Lanes.Transfer> transfers = new ArrayList<>();
        for (ImageGraph.Document document : graph.documents()) {
            store.blobs().put(document.bytes());
            List<Descriptor> blobs = document.blobs();
            List<DiffId> diffIds = blobs.isEmpty() ? List.of() : diffIds(store, document);
            for (int i = 0; i < blobs.size(); i++) {
                Descriptor blob = blobs.get(i);
                if (!begun.add(blob)) {
                    continue;
                }
                if (i < diffIds.size()) {
                    LayerTransfer layer =
                            new LayerTransfer(client, store, listener, cancelled, reference, blob, diffIds.get(i));
                    transfers.add(() -> layer.start(waits));
                } else {
                    transfers.add(() -> CompletableFuture.runAsync(() -> copyOrFail(store, blob), waits));
                }
            }
        }
        try {
            Lanes.run(transfers, cancelled).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw e.getCause() instanceof RuntimeException meant ? meant : e;
        }
    }

    /** The diffIDs of an image's layers; none for attestations and other artifacts, whose layers are no file systems. */
    private List<DiffId> diffIds(BuildStore store, ImageGraph.Document document) throws IOException {
        List<Descriptor> blobs = document.blobs();
        Descriptor config = blobs.get(blobs.size() - 1);
        boolean image = config.mediaType().equals(MediaType.OCI_CONFIG)
                || config.mediaType().equals(MediaType.DOCKER_CONFIG);
        boolean layers = blobs.stream()
                .limit(blobs.size() - 1)
                .allMatch(layer -> layer.mediaType().value().contains(".tar"));
        if (!image || !layers) {
            return List.of();
        }
        if (config.sizeBytes() > MAX_CONFIG_BYTES) {
            throw new OciFormatException(
                    "got a config of %d bytes, the most is %d".formatted(config.sizeBytes(), MAX_CONFIG_BYTES));
        }
        copy(store, config);
        ImageConfig read;
        try (InputStream in = store.blobs().open(config.digest())) {
            read = OciJsonReader.readConfig(in.readAllBytes());
        }
        if (read.diffIds().size() != blobs.size() - 1) {
            throw new OciFormatException("got an image of %d layers and %d diffIDs"
                    .formatted(blobs.size() - 1, read.diffIds().size()));
        }
        return read.diffIds();
    }

    private void copyOrFail(BuildStore store, Descriptor blob) {
        try {
            copy(store, blob);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private void copy(BuildStore store, Descriptor blob) throws IOException {
        if (store.blobs().contains(blob.digest())) {
            return;
        }
        try (InputStream in = client.blob(reference, blob);
                BlobWriter writer = store.blobs().create()) {
            in.transferTo(writer);
            writer.commit(blob.digest());
        }
    }
}
