package dev.jbuild.cache.registry;

import dev.jbuild.cache.registry.RegistryClient.FetchedManifest;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.LayerAdmission;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.source.ImageSource;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.tree.LayerIndex;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Base images from registries. Resolving fetches the manifest and the config, puts them into the store and the reference with them,
 * so that the next build asks nobody; layers come when they are asked for, several at once, each indexed while it comes. Thread-safe.
 */
public final class RegistryImageSource implements ImageSource {
    private static final int MAX_CONFIG_BYTES = 4 * 1024 * 1024; // 4 MiB

    // Registries have images of old dockers that name their config by one of the last.
    private static final Set<String> CONFIG_TYPES = Set.of(
            MediaType.OCI_CONFIG.value(),
            MediaType.DOCKER_CONFIG.value(),
            "application/octet-stream",
            "application/json",
            "text/html");

    private final RegistryClient client;
    private final BuildStore store;
    private final Executor waits;
    private final Single usual;

    /** @param waits where transfers wait for the network */
    public RegistryImageSource(RegistryClient client, BuildStore store, Executor waits) {
        this(client, store, waits, Single.ANY_PLATFORM);
    }

    private RegistryImageSource(RegistryClient client, BuildStore store, Executor waits, Single usual) {
        this.client = client;
        this.store = store;
        this.waits = waits;
        this.usual = usual;
    }

    /** The same for somebody who names the platform: it resolves as {@link #resolveOnly}. */
    public RegistryImageSource only() {
        return new RegistryImageSource(client, store, waits, Single.WANTED_PLATFORM);
    }

    /** What an image without an index has to be for. */
    private enum Single {
        WANTED_PLATFORM,
        ANY_PLATFORM
    }

    @Override
    public ResolvedImage resolve(ImageReference reference, Platform platform) throws IOException {
        return resolve(reference, platform, usual);
    }

    /** The same for somebody who wants no other platform: an image that is for another one is a BuildException IMAGE_UNKNOWN. */
    public ResolvedImage resolveOnly(ImageReference reference, Platform platform) throws IOException {
        return resolve(reference, platform, Single.WANTED_PLATFORM);
    }

    private ResolvedImage resolve(ImageReference reference, Platform platform, Single single) throws IOException {
        try {
            List<FetchedManifest> path = client.manifestFor(reference, platform);
            FetchedManifest fetched = path.get(path.size() - 1);
            ImageManifest manifest = OciJsonReader.readManifest(fetched.bytes());
            ImageConfig config = config(reference, manifest);
            boolean bound = single == Single.WANTED_PLATFORM || path.size() > 1; // an index said what it is for
            if (bound && !platform.accepts(config.platform())) {
                throw BuildException.of(
                                ErrorCode.IMAGE_UNKNOWN,
                                "the image \"%s\" is for another platform: got %s, want %s"
                                        .formatted(reference.familiar(), config.platform(), platform))
                        .withHint("name a platform that it has by --platform");
            }
            for (FetchedManifest document : path) {
                store.blobs().put(document.bytes());
            }
            store.images().put(reference, path.get(0).descriptor());
            return new ResolvedImage(reference, fetched.descriptor(), manifest, config);
        } catch (IOException e) {
            throw RegistryFailures.meaning(reference, "the manifest", e);
        }
    }

    private ImageConfig config(ImageReference reference, ImageManifest manifest) throws IOException {
        Descriptor descriptor = manifest.config();
        if (!CONFIG_TYPES.contains(descriptor.mediaType().value())) {
            throw new OciFormatException(
                    "it is no image, but something with a config of type " + descriptor.mediaType());
        }
        if (descriptor.sizeBytes() > MAX_CONFIG_BYTES) {
            throw new OciFormatException(
                    "got a config of %d bytes, the most is %d".formatted(descriptor.sizeBytes(), MAX_CONFIG_BYTES));
        }
        if (!store.blobs().contains(descriptor.digest())) {
            try (InputStream in = client.blob(reference, descriptor);
                    BlobWriter writer = store.blobs().create()) {
                in.transferTo(writer);
                writer.commit(descriptor.digest());
            }
        }
        ImageConfig config;
        try (InputStream in = store.blobs().open(descriptor.digest())) {
            config = OciJsonReader.readConfig(in.readAllBytes());
        }
        if (config.diffIds().size() != manifest.layers().size()) {
            throw new OciFormatException("got an image of %d layers and %d diffIDs"
                    .formatted(manifest.layers().size(), config.diffIds().size()));
        }
        return config;
    }

    @Override
    public List<LayerIndex> fetchLayers(ResolvedImage image) throws IOException {
        return fetchLayers(image, TransferListener.NONE);
    }

    @Override
    public List<LayerIndex> fetchLayers(ResolvedImage image, TransferListener transfers) throws IOException {
        try {
            transfer(image, transfers).join();
            return new LayerAdmission(store.blobs(), store.layers(), LayerTransfer.RECIPE)
                    .admit(image.diffIds(), image.manifest().layers());
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw RegistryFailures.meaning(image.reference(), "a layer", io);
            }
            throw e.getCause() instanceof RuntimeException runtime ? runtime : e;
        } catch (IOException e) {
            throw RegistryFailures.meaning(image.reference(), "a layer", e);
        }
    }

    /** Several layers at once; the first that fails fails them all, without waiting for the others. */
    private CompletableFuture<Void> transfer(ResolvedImage image, TransferListener listener) {
        AtomicBoolean cancelled = new AtomicBoolean();
        List<Lanes.Transfer> transfers = new ArrayList<>();
        for (int i = 0; i < image.diffIds().size(); i++) {
            LayerTransfer transfer = new LayerTransfer(
                    client,
                    store,
                    listener,
                    cancelled,
                    image.reference(),
                    image.manifest().layers().get(i),
                    image.diffIds().get(i));
            transfers.add(() -> transfer.start(waits));
        }
        return Lanes.run(transfers, cancelled);
    }
}
