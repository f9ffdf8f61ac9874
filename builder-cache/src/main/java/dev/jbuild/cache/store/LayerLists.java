package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.StorePaths;
import dev.jbuild.core.oci.Digest;
import java.io.IOException;
import java.util.List;

/** The lists of blobs beside layers, read without a lease: for who looks at the whole store. */
public final class LayerLists {
    private LayerLists() {}

    /** The digests of the blobs that are known to hold a layer. */
    public static List<Digest> blobs(Disk disk, StorePaths paths, Digest diffId) throws IOException {
        return BlobListCodec.read(disk, paths.layer(diffId).resolve(LayerFiles.BLOBS)).blobs().stream()
                .map(blob -> blob.descriptor().digest())
                .toList();
    }
}
