package dev.jbuild.core.export;

import dev.jbuild.core.image.Attestation;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BlobStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is claimed of an image as one more manifest of its index, in the form of BuildKit: a layer for each statement, and a platform that
 * no machine has, so that nobody runs it. Thread-safe.
 *
 * @see <a href="https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md">BuildKit, attestation storage</a>
 */
final class AttestationManifest {
    private static final Platform NOBODYS = new Platform("unknown", "unknown");
    private static final String ARTIFACT = "application/vnd.docker.attestation.manifest.v1+json";
    private static final MediaType EMPTY = new MediaType("application/vnd.oci.empty.v1+json");
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.US_ASCII);

    private final BlobStore blobs;
    private final ImageForm.Attached form;

    AttestationManifest(BlobStore blobs, ImageForm.Attached form) {
        this.blobs = blobs;
        this.form = form;
    }

    /** Stores the manifest and all that it names; returns it as an index has it. */
    Descriptor put(Image image, List<ImageReference> names, List<Attestation> attestations) throws IOException {
        Descriptor subject = new Descriptor(
                image.descriptor().mediaType(),
                image.descriptor().digest(),
                image.descriptor().sizeBytes());
        List<Descriptor> statements = new ArrayList<>();
        for (Attestation attestation : attestations) {
            byte[] statement = Statements.of(attestation, Statements.subjects(image, names));
            statements.add(new Descriptor(Statements.TYPE, blobs.put(statement), statement.length)
                    .withAnnotations(Map.of(Statements.PREDICATE_TYPE, attestation.predicateType())));
        }
        byte[] manifest = manifest(subject, statements);
        return new Descriptor(MediaType.OCI_MANIFEST, blobs.put(manifest), manifest.length)
                .withPlatform(NOBODYS)
                .withAnnotations(Map.of(
                        "vnd.docker.reference.digest",
                        subject.digest().toString(),
                        "vnd.docker.reference.type",
                        "attestation-manifest"));
    }

    private byte[] manifest(Descriptor subject, List<Descriptor> statements) throws IOException {
        boolean artifact = form == ImageForm.Attached.AS_ARTIFACT;
        Descriptor config = artifact ? new Descriptor(EMPTY, blobs.put(NOTHING), NOTHING.length) : config(statements);
        return OciJson.document(json -> {
            json.writeNumberField("schemaVersion", 2);
            json.writeStringField("mediaType", MediaType.OCI_MANIFEST.value());
            if (artifact) {
                json.writeStringField("artifactType", ARTIFACT);
            }
            json.writeFieldName("config");
            OciJson.write(json, config);
            json.writeArrayFieldStart("layers");
            for (Descriptor statement : statements) {
                OciJson.write(json, statement);
            }
            json.writeEndArray();
            if (artifact) {
                json.writeFieldName("subject");
                OciJson.write(json, subject);
            }
        });
    }

    private Descriptor config(List<Descriptor> statements) throws IOException {
        List<DiffId> layers =
                statements.stream().map(layer -> new DiffId(layer.digest())).toList();
        byte[] config = OciJson.write(new ImageConfig(null, "", NOBODYS, ContainerConfig.EMPTY, layers, List.of()));
        return new Descriptor(MediaType.OCI_CONFIG, blobs.put(config), config.length);
    }
}
