package dev.jbuild.cache.registry;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.VerifyingInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Blobs of the store; one that it lacks, as a base image's layer that no step needed, comes from the registry that its image came
 * from, and goes through without being kept. Thread-safe.
 */
record StoreBlobSource(BuildStore store, RegistryClient client, StoredRepositories repositories) implements BlobSource {
    private static final int MAX_PLACES = 3; // each that does not have it costs a question

    @Override
    public InputStream open(Descriptor blob) throws IOException {
        if (store.blobs().contains(blob.digest())) {
            return store.blobs().open(blob.digest());
        }
        List<ImageReference> references = repositories.having(blob.digest());
        if (references.isEmpty()) {
            throw new NoSuchFileException("blob " + blob.digest());
        }
        InputStream in = opened(references.subList(0, Math.min(references.size(), MAX_PLACES)), blob);
        return new VerifyingInputStream(in, blob.digest(), () -> {});
    }

    /** From the first place that sends anything; when none does, the failure of the first, for it is the likeliest. */
    private InputStream opened(List<ImageReference> places, Descriptor blob) throws IOException {
        BufferedInputStream in = new BufferedInputStream(client.blob(places.get(0), blob));
        try {
            in.mark(1);
            in.read();
            in.reset();
            return in;
        } catch (IOException e) {
            in.close();
            if (places.size() == 1) {
                throw e;
            }
            try {
                return opened(places.subList(1, places.size()), blob);
            } catch (IOException other) {
                e.addSuppressed(other);
                throw e;
            }
        }
    }
}
