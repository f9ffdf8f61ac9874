package dev.jbuild.core.image;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.store.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks what an index has beside its images: manifests of statements, each of one of the images. Thread-safe. */
final class AttestationCheck {
    private static final String REFERENCE_TYPE = "vnd.docker.reference.type";
    private static final String REFERENCE_DIGEST = "vnd.docker.reference.digest";
    private static final String PREDICATE_TYPE = "in-toto.io/predicate-type";
    private static final String STATEMENT = "https://in-toto.io/Statement/";
    private static final int MAX_STATEMENT_BYTES = 32 * 1024 * 1024; // 32 MiB

    private final BlobStore blobs;

    AttestationCheck(BlobStore blobs) {
        this.blobs = blobs;
    }

    static boolean isAttestation(Descriptor manifest) {
        return "attestation-manifest".equals(manifest.annotations().get(REFERENCE_TYPE));
    }

    /** Whether each is of an image of the same index, and for no platform. */
    void checkReferences(ImageIndex index, List<String> problems) {
        Set<String> images = index.manifests().stream()
                .filter(manifest -> !isAttestation(manifest))
                .map(manifest -> manifest.digest().toString())
                .collect(Collectors.toSet());
        for (Descriptor manifest : index.manifests()) {
            String name = "attestations " + manifest.digest().shortHex();
            String of = manifest.annotations().getOrDefault(REFERENCE_DIGEST, "");
            if (isAttestation(manifest) && !images.contains(of)) {
                problems.add("%s: got a claim of \"%s\", which is no image of the index".formatted(name, of));
            }
            boolean nobodys = manifest.platformIfAny()
                    .filter(platform -> platform.os().equals("unknown"))
                    .isPresent();
            if (isAttestation(manifest) && !nobodys) {
                problems.add(name + ": got a platform that machines have, want unknown/unknown");
            }
        }
    }

    /** Whether every statement is whole, and is of what the manifest says that it is of. */
    void check(Descriptor descriptor, ImageManifest manifest, List<String> problems) throws IOException {
        String of = descriptor.annotations().getOrDefault(REFERENCE_DIGEST, "");
        int number = 1;
        for (Descriptor layer : manifest.layers()) {
            String what = "statement " + number++;
            try {
                checkStatement(what, layer, of, problems);
            } catch (OciFormatException | NoSuchFileException e) {
                problems.add(what + ": " + e.getMessage());
            }
        }
        if (manifest.config().mediaType().equals(MediaType.OCI_CONFIG)) {
            checkConfig(manifest, problems);
        }
    }

    private void checkConfig(ImageManifest manifest, List<String> problems) throws IOException {
        List<Digest> layers = manifest.layers().stream().map(Descriptor::digest).toList();
        List<Digest> diffIds = OciJsonReader.readConfig(bytes(manifest.config())).diffIds().stream()
                .map(DiffId::digest)
                .toList();
        if (!diffIds.equals(layers)) {
            problems.add("config: got other diffIDs than the digests of the statements");
        }
    }

    private void checkStatement(String what, Descriptor layer, String of, List<String> problems) throws IOException {
        byte[] bytes = bytes(layer);
        if (bytes.length != layer.sizeBytes()) {
            problems.add("%s: got %d bytes, want %d".formatted(what, bytes.length, layer.sizeBytes()));
        }
        JsonDocument statement = JsonDocument.parse("statement", bytes);
        if (!statement.text("_type").startsWith(STATEMENT)) {
            problems.add("%s: got type \"%s\", want one of in-toto".formatted(what, statement.text("_type")));
        }
        String predicateType = statement.text("predicateType");
        if (!predicateType.equals(layer.annotations().getOrDefault(PREDICATE_TYPE, ""))) {
            problems.add(
                    "%s: got a predicate of type \"%s\", want what its annotation says".formatted(what, predicateType));
        }
        boolean ofImage = false;
        for (JsonDocument subject : statement.objects("subject")) {
            for (var digest : subject.textMap("digest").entrySet()) {
                ofImage |= of.equals(digest.getKey() + ":" + digest.getValue());
            }
        }
        if (!ofImage) {
            problems.add("%s: none of its subjects is %s".formatted(what, of));
        }
    }

    private byte[] bytes(Descriptor blob) throws IOException {
        try (InputStream in = blobs.open(blob.digest())) {
            byte[] bytes = in.readNBytes(MAX_STATEMENT_BYTES + 1);
            if (bytes.length > MAX_STATEMENT_BYTES) {
                throw new OciFormatException("got a statement of more than %d bytes".formatted(MAX_STATEMENT_BYTES));
            }
            return bytes;
        }
    }
}
