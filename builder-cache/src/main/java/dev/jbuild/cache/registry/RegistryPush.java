package dev.jbuild.cache.registry;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.TransferListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings an image, or an index with all that it names, to a repository: blobs that are there stay, those of another repository of the
 * registry are mounted, the others sent, several at once; then manifests, each after what it names. A reference is set last, so that
 * nothing partial is ever seen under it. Thread-safe.
 */
public final class RegistryPush {
    private final RegistryUploads uploads;
    private final BlobSource blobs;
    private final MountPlaces mounts;
    private final Executor waits;

    /** Which repositories of a registry may have a blob. */
    public interface MountPlaces {
        MountPlaces NONE = (target, blob) -> List.of();

        List<String> having(ImageReference target, Digest blob) throws IOException;
    }

    /** What was done about a blob. */
    public enum Way {
        /** The repository had it. */
        PRESENT,
        /** Another repository of the registry had it. */
        MOUNTED,
        /** It was sent. */
        SENT,
        /** It is not for registries: a foreign layer, which readers fetch elsewhere. */
        LEFT_OUT
    }

    /** What became of the blobs of one push, in the order of the image. */
    public record Pushed(Map<Digest, Way> blobs, long sentBytes) {}

    /** @param waits where transfers wait for the network */
    public RegistryPush(RegistryClient client, BlobSource blobs, MountPlaces mounts, Executor waits) {
        this.uploads = client.uploads();
        this.blobs = blobs;
        this.mounts = mounts;
        this.waits = waits;
    }

    /**
     * Pushes under the target's tag; to a target with a digest, or without a tag, by digest alone.
     *
     * @throws BuildException what a registry's refusal means
     */
    public Pushed push(ImageReference target, ImageGraph graph, TransferListener listener) {
        try {
            Pushed pushed = pushBlobs(target, graph, listener);
            for (ImageGraph.Document document : graph.documents()) {
                boolean root = document == graph.root();
                String name = root && target.digestIfAny().isEmpty()
                        ? target.tag()
                        : document.descriptor().digest().toString();
                putManifest(target, name, document);
            }
            return pushed;
        } catch (IOException e) {
            throw RegistryFailures.ofPush(target, e);
        }
    }

    private void putManifest(ImageReference target, String name, ImageGraph.Document document) throws IOException {
        Descriptor descriptor = document.descriptor();
        Optional<Digest> there = uploads.manifestDigest(target, name, descriptor);
        if (there.isEmpty() || !there.get().equals(descriptor.digest())) {
            uploads.putManifest(target, name, descriptor, document.bytes());
        }
    }

    private Pushed pushBlobs(ImageReference target, ImageGraph graph, TransferListener listener) throws IOException {
        List<Descriptor> all = graph.blobs();
        Map<Digest, Way> ways = new ConcurrentHashMap<>();
        AtomicBoolean cancelled = new AtomicBoolean();
        if (!all.isEmpty()) {
            Descriptor first = all.get(all.size() - 1); // asked alone, so that one token serves the others
            ways.put(first.digest(), bring(target, first, listener));
        }
        List<Lanes.Transfer> transfers = new ArrayList<>();
        for (Descriptor blob : all) {
            if (!ways.containsKey(blob.digest())) {
                transfers.add(() -> CompletableFuture.runAsync(
                        () -> ways.put(blob.digest(), bringOrFail(target, blob, listener)), waits));
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
        Map<Digest, Way> inOrder = new LinkedHashMap<>();
        all.forEach(blob -> inOrder.put(blob.digest(), ways.get(blob.digest())));
        long sent = all.stream()
                .filter(blob -> ways.get(blob.digest()) == Way.SENT)
                .mapToLong(Descriptor::sizeBytes)
                .sum();
        return new Pushed(Collections.unmodifiableMap(inOrder), sent);
    }

    private Way bringOrFail(ImageReference target, Descriptor blob, TransferListener listener) {
        try {
            return bring(target, blob, listener);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private Way bring(ImageReference target, Descriptor blob, TransferListener listener) throws IOException {
        String type = blob.mediaType().value();
        if (type.contains(".foreign.") || type.contains(".nondistributable.")) {
            return Way.LEFT_OUT;
        }
        if (uploads.has(target, blob)) {
            return Way.PRESENT;
        }
        for (String repository : mounts.having(target, blob.digest())) {
            if (!repository.equals(target.repository()) && uploads.mount(target, blob, repository)) {
                return Way.MOUNTED;
            }
        }
        uploads.send(target, blob, blobs, listener);
        return Way.SENT;
    }
}
