package dev.jbuild.core.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.jbuild.core.image.Attestation;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.OciJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code --metadata-file} says of a build, by BuildKit's keys.
 *
 * @param made with what is claimed of it
 * @param image as it was exported, or as it is stored
 * @param build names the build, for its log
 */
public record BuildMetadata(ImageSet made, PackagedImage image, List<ImageReference> names, String build) {
    public BuildMetadata {
        names = List.copyOf(names);
    }

    /** One JSON object; the same value always gives the same bytes. */
    public byte[] toBytes() {
        Descriptor root = image.root();
        return OciJson.document(json -> {
            writeProvenance(json);
            json.writeStringField("buildx.build.ref", build);
            if (image.images().size() == 1) {
                json.writeStringField(
                        "containerimage.config.digest", image.first().id().toString());
            }
            json.writeFieldName("containerimage.descriptor");
            OciJson.write(
                    json,
                    root.mediaType().isIndex()
                            ? root
                            : root.withPlatform(image.first().config().platform()));
            json.writeStringField("containerimage.digest", root.digest().toString());
            if (!names.isEmpty()) {
                json.writeStringField(
                        "image.name",
                        names.stream().map(ImageReference::toString).collect(Collectors.joining(",")));
            }
        });
    }

    /** The predicate of each platform; the platform is in the key when there are several. */
    private void writeProvenance(JsonGenerator json) throws IOException {
        for (ImageSet.Built built : made.built()) {
            String platform =
                    made.isSingle() ? "" : "/" + built.image().config().platform();
            for (Attestation claim : built.attestations()) {
                if (claim.predicateType().equals(Attestation.PROVENANCE)) {
                    json.writeFieldName("buildx.build.provenance" + platform);
                    json.writeRawValue(new String(claim.predicate(), StandardCharsets.UTF_8));
                }
            }
        }
    }
}
