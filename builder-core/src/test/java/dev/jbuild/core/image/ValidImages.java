package dev.jbuild.core.image;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.store.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Holds every manifest and index that a test makes to the image-spec. The fakes ask it by themselves: stores in memory when they are
 * closed, the registry of tests when it is, builds with fakes when they end; layouts and archives that lie about are found by
 * {@link ValidLayouts}. A test that wants something wrong says so there.
 */
public final class ValidImages {
    private static final int MAX_DOCUMENT_BYTES = 4 * 1024 * 1024; // 4 MiB

    private ValidImages() {}

    /** Checks all manifests and indexes that are among these blobs. What they name and is not there was deleted, or never fetched. */
    public static void among(BlobStore blobs, Iterable<Digest> digests) throws IOException {
        List<String> problems = new ArrayList<>();
        for (Digest digest : digests) {
            OptionalLong size = blobs.sizeBytes(digest);
            if (size.isPresent() && size.getAsLong() <= MAX_DOCUMENT_BYTES) {
                problems.addAll(problems(blobs, digest));
            }
        }
        if (!problems.isEmpty()) {
            throw new AssertionError("a test made what the image-spec forbids: " + String.join("; ", problems));
        }
    }

    private static List<String> problems(BlobStore blobs, Digest digest) throws IOException {
        byte[] bytes;
        try (InputStream in = blobs.open(digest)) {
            bytes = in.readAllBytes();
        }
        if (bytes.length == 0 || bytes[0] != '{') {
            return List.of();
        }
        Set<Digest> absent = new HashSet<>();
        MediaType type;
        try {
            type = OciJsonReader.mediaType(bytes);
            if (!type.isIndex()) {
                ImageManifest manifest = OciJsonReader.readManifest(bytes);
                if (!blobs.contains(manifest.config().digest())) {
                    return List.of();
                }
                addAbsent(blobs, manifest, absent);
            }
        } catch (IOException e) {
            return List.of(); // another kind of document
        }
        Descriptor descriptor = new Descriptor(type, digest, bytes.length);
        List<String> problems = type.isIndex()
                ? new ImageValidator(blobs, absentOfAll(blobs, descriptor)).validate(descriptor)
                : manifestProblems(blobs, descriptor, bytes, absent);
        return problems.stream()
                .map(problem -> digest.shortHex() + ": " + problem)
                .toList();
    }

    /** Of a manifest by itself, which may be one of attestations: their layers are no archives. */
    private static List<String> manifestProblems(
            BlobStore blobs, Descriptor descriptor, byte[] bytes, Set<Digest> absent) throws IOException {
        boolean attests = OciJsonReader.readManifest(bytes).layers().stream()
                .anyMatch(layer -> layer.mediaType().value().contains("in-toto"));
        return attests ? List.of() : new ImageValidator(blobs, absent).validate(descriptor);
    }

    private static Set<Digest> absentOfAll(BlobStore blobs, Descriptor index) throws IOException {
        Set<Digest> absent = new HashSet<>();
        for (ImageGraph.Document document : new ImageReader(blobs).graph(index).documents()) {
            for (Descriptor blob : document.blobs()) {
                if (!blobs.contains(blob.digest())) {
                    absent.add(blob.digest());
                }
            }
        }
        return absent;
    }

    private static void addAbsent(BlobStore blobs, ImageManifest manifest, Set<Digest> absent) throws IOException {
        for (Descriptor layer : manifest.layers()) {
            if (!blobs.contains(layer.digest())) {
                absent.add(layer.digest());
            }
        }
    }
}
