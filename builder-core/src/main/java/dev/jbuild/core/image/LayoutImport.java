package dev.jbuild.core.image;

import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.LayerStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * Takes one image, or an index of images, out of an OCI layout into the store. Only what it names is read; everything is verified.
 * Thread-safe.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md">image-spec, image layout</a>
 */
public final class LayoutImport {
    private static final int MAX_DOCUMENT_BYTES = 4 * 1024 * 1024; // 4 MiB, as registries have it

    private final BlobStore blobs;
    private final LayerStore layers;

    public LayoutImport(BlobStore blobs, LayerStore layers) {
        this.blobs = blobs;
        this.layers = layers;
    }

    /** The files of a layout by their names in it; one that is not there is a NoSuchFileException. */
    public interface Files {
        InputStream open(String name) throws IOException;
    }

    /** What a layout has. */
    public ImageIndex index(Files files) throws IOException {
        return OciJsonReader.readIndex(document(files, "index.json"));
    }

    /** Brings what a descriptor of the index names into the store, and indexes its layers. */
    public ImageGraph read(Files files, Descriptor root) throws IOException {
        ImageGraph graph = ImageGraph.of(root, descriptor -> find(files, descriptor));
        for (Descriptor blob : graph.blobs()) {
            if (!blobs.contains(blob.digest())) {
                try (InputStream in = files.open(name(blob.digest()));
                        BlobWriter writer = blobs.create()) {
                    in.transferTo(writer);
                    writer.commit(blob.digest());
                }
            }
        }
        for (ImageGraph.Document document : graph.documents()) {
            blobs.put(document.bytes());
        }
        new ImageLoader(blobs, layers).admit(graph.root().descriptor());
        return graph;
    }

    private static Optional<byte[]> find(Files files, Descriptor descriptor) throws IOException {
        byte[] bytes;
        try {
            bytes = document(files, name(descriptor.digest()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Digest.Algorithm algorithm = descriptor.digest().algorithm();
        Digest digest = Digest.ofHash(algorithm, algorithm.newMessageDigest().digest(bytes));
        if (!digest.equals(descriptor.digest())) {
            throw new InvalidArchiveException(
                    "got a blob of digest %s, want %s".formatted(digest, descriptor.digest()));
        }
        return Optional.of(bytes);
    }

    private static byte[] document(Files files, String name) throws IOException {
        try (InputStream in = files.open(name)) {
            byte[] bytes = in.readNBytes(MAX_DOCUMENT_BYTES + 1);
            if (bytes.length > MAX_DOCUMENT_BYTES) {
                throw new OciFormatException("got a document of more than %d bytes".formatted(MAX_DOCUMENT_BYTES));
            }
            return bytes;
        }
    }

    private static String name(Digest digest) {
        return "blobs/" + digest.algorithm().id() + "/" + digest.hex();
    }
}
