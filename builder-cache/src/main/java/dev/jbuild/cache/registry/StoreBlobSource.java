package dev.jbuild.cache.registry;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.VerifyingInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Blobs of the store; one that it lacks, as a base image's layer that no step needed, comes from the registry that its image came
 * from, and goes through without being kept. Thread-safe.
 */
record StoreBlobSource(BuildStore store, RegistryClient client, StoredRepositories repositories) implements BlobSource {

    @Override
    public InputStream open(Descriptor blob) throws IOException {
        if (store.blobs().contains(blob.digest())) {
            return store.blobs().open(blob.digest());
        }
        List<ImageReference> references = repositories.having(blob.digest());
        if (references.isEmpty()) {
            throw new NoSuchFileException("blob " + blob.digest());
        }
        return new VerifyingInputStream(client.blob(references.get(0), blob), blob.digest(), () -> {});
    }
}
