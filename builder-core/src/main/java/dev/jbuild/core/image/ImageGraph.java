package dev.jbuild.core.image;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that an image or an index names: manifests and indexes, each after all that it names and the root last, with the blobs
 * of each. Attestations and other artifacts are manifests like the others.
 *
 * @param missing manifests of an index that are not at hand, as those of platforms that nobody asked for
 */
public record ImageGraph(List<Document> documents, List<Descriptor> missing) {
    private static final int MAX_DEPTH = 4; // an index in an index in an index is as deep as anybody goes
    private static final int MAX_DOCUMENTS = 1000;
    private static final long MAX_BYTES = 64L * 1024 * 1024; // 64 MiB of documents

    public ImageGraph {
        documents = List.copyOf(documents);
        missing = List.copyOf(missing);
    }

    /** Where documents are read, verified and no larger than registries allow. */
    public interface Documents {
        /** The bytes of a manifest or index; empty when it is not at hand. */
        Optional<byte[]> find(Descriptor descriptor) throws IOException;
    }

    /** A manifest or index, with the config and layers that it names; an index names none. */
    public record Document(Descriptor descriptor, byte[] bytes, List<Descriptor> blobs) {
        public Document {
            blobs = List.copyOf(blobs);
        }
    }

    /**
     * Walks from a root, which must be at hand.
     *
     * @throws OciFormatException when a document is wrong, or there are more of them, or deeper, than anybody needs
     */
    public static ImageGraph of(Descriptor root, Documents documents) throws IOException {
        Walk walk = new Walk(documents);
        if (!walk.add(root, 0)) {
            throw new OciFormatException("the manifest " + root.digest() + " is not there");
        }
        return new ImageGraph(walk.found, walk.missing);
    }

    /** The manifest or index that it is the graph of. */
    public Document root() {
        return documents.get(documents.size() - 1);
    }

    /** Every blob once, manifests and indexes not among them. */
    public List<Descriptor> blobs() {
        Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
        for (Document document : documents) {
            document.blobs().forEach(blob -> blobs.putIfAbsent(blob.digest(), blob));
        }
        return List.copyOf(blobs.values());
    }

    /** Refuses to go down as deep as nobody needs. */
    public static void boundDepth(int depth) throws OciFormatException {
        if (depth > MAX_DEPTH) {
            throw new OciFormatException("got indexes in indexes, more than " + MAX_DEPTH + " deep");
        }
    }

    private static final class Walk {
        private final Documents documents;
        private final Set<Digest> seen = new HashSet<>();
        private final List<Document> found = new ArrayList<>();
        private final List<Descriptor> missing = new ArrayList<>();
        private long sizeBytes;

        Walk(Documents documents) {
            this.documents = documents;
        }

        /** False when it is not at hand. */
        boolean add(Descriptor descriptor, int depth) throws IOException {
            if (!seen.add(descriptor.digest())) {
                return true;
            }
            Optional<byte[]> bytes = documents.find(descriptor);
            if (bytes.isEmpty()) {
                missing.add(descriptor);
                return false;
            }
            bound(bytes.get().length, depth);
            List<Descriptor> blobs = new ArrayList<>();
            if (OciJsonReader.mediaType(bytes.get()).isIndex()) {
                ImageIndex index = OciJsonReader.readIndex(bytes.get());
                for (Descriptor manifest : index.manifests()) {
                    add(manifest, depth + 1);
                }
            } else {
                ImageManifest manifest = OciJsonReader.readManifest(bytes.get());
                blobs.addAll(manifest.layers());
                blobs.add(manifest.config());
            }
            found.add(new Document(descriptor, bytes.get(), blobs));
            return true;
        }

        private void bound(int length, int depth) throws OciFormatException {
            sizeBytes += length;
            boundDepth(depth);
            if (seen.size() > MAX_DOCUMENTS || sizeBytes > MAX_BYTES) {
                throw new OciFormatException(
                        "got an index of more than %d manifests or %d bytes".formatted(MAX_DOCUMENTS, MAX_BYTES));
            }
        }
    }
}
