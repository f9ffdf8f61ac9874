package dev.jbuild.core.compare;

import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.LayerStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One of two things that are compared: an image, or an index of images, in a store.
 *
 * @param images by platform
 * @param claims predicates by platform of their image and type
 * @param index the fields of the index itself; empty where there is none
 */
record ComparedImages(TreeMap<String, Image> images, TreeMap<String, JsonDocument> claims, Map<String, String> index) {
    private static final String REFERENCE = "vnd.docker.reference.digest";
    private static final int MAX_STATEMENT_BYTES = 32 * 1024 * 1024; // 32 MiB

    static ComparedImages of(Descriptor root, BlobStore blobs, LayerStore layers) throws IOException {
        ImageReader reader = new ImageReader(blobs);
        ComparedImages found = new ComparedImages(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        List<ImageGraph.Document> claims = new ArrayList<>();
        Map<String, String> platforms = new TreeMap<>();
        for (ImageGraph.Document document : reader.graph(root).documents()) {
            Descriptor descriptor = document.descriptor();
            if (OciJsonReader.mediaType(document.bytes()).isIndex()) {
                OciJsonReader.readIndex(document.bytes())
                        .annotations()
                        .forEach((name, value) -> found.index.put("annotations." + name, value));
            } else if (descriptor.annotations().containsKey(REFERENCE)) {
                claims.add(document);
            } else {
                Image image = reader.read(descriptor, Platform.host());
                String platform = image.config().platform().toString();
                found.images.put(platform, image);
                platforms.put(descriptor.digest().toString(), platform);
            }
        }
        for (ImageGraph.Document document : claims) {
            String of = document.descriptor().annotations().get(REFERENCE);
            found.addClaims(platforms.getOrDefault(of, of), OciJsonReader.readManifest(document.bytes()), blobs);
        }
        return found;
    }

    private void addClaims(String platform, ImageManifest manifest, BlobStore blobs) throws IOException {
        for (Descriptor layer : manifest.layers()) {
            try (InputStream in = blobs.open(layer.digest())) {
                JsonDocument statement = JsonDocument.parse("statement", in.readNBytes(MAX_STATEMENT_BYTES));
                Optional<JsonDocument> predicate = statement.object("predicate");
                if (predicate.isPresent()) {
                    claims.put(platform + " " + statement.text("predicateType"), predicate.get());
                }
            }
        }
    }
}
