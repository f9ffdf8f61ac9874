package dev.jbuild.core.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.jbuild.core.image.Attestation;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.PackageUrl;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Statements of in-toto: a claim, and the things of which it is one, by their digests. The same claim of the same things always makes the
 * same bytes.
 *
 * @see <a href="https://github.com/in-toto/attestation/blob/v1.1.0/spec/v1/statement.md">in-toto, statement</a>
 */
final class Statements {
    static final MediaType TYPE = new MediaType("application/vnd.in-toto+json");

    /** The annotation that says what a statement is of. */
    static final String PREDICATE_TYPE = "in-toto.io/predicate-type";

    private static final String VERSION = "https://in-toto.io/Statement/v1";

    private Statements() {}

    /** What a claim is of. */
    record Subject(String name, Digest digest) {}

    /** An image by each of its names; by none, a lone underscore, as BuildKit has it. */
    static List<Subject> subjects(Image image, List<ImageReference> names) {
        Digest digest = image.descriptor().digest();
        return names.isEmpty()
                ? List.of(new Subject("_", digest))
                : names.stream()
                        .map(name -> new Subject(
                                PackageUrl.ofImage(name, image.config().platform())
                                        .toString(),
                                digest))
                        .toList();
    }

    static byte[] of(Attestation attestation, List<Subject> subjects) {
        return OciJson.document(json -> {
            json.writeStringField("_type", VERSION);
            json.writeArrayFieldStart("subject");
            for (Subject subject : subjects) {
                write(json, subject);
            }
            json.writeEndArray();
            json.writeStringField("predicateType", attestation.predicateType());
            json.writeFieldName("predicate");
            json.writeRawValue(new String(attestation.predicate(), StandardCharsets.UTF_8));
        });
    }

    private static void write(JsonGenerator json, Subject subject) throws java.io.IOException {
        json.writeStartObject();
        json.writeStringField("name", subject.name());
        json.writeObjectFieldStart("digest");
        json.writeStringField(
                subject.digest().algorithm().id(), subject.digest().hex());
        json.writeEndObject();
        json.writeEndObject();
    }
}
