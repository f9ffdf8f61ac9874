package dev.jbuild.core.export;

import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.OciJson;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code --metadata-file} says of a build, by BuildKit's keys.
 *
 * @param image as it was exported
 * @param build names the build, for its log
 */
public record BuildMetadata(Image image, List<ImageReference> names, String build) {
    public BuildMetadata {
        names = List.copyOf(names);
    }

    /** One JSON object; the same value always gives the same bytes. */
    public byte[] toBytes() {
        return OciJson.document(json -> {
            json.writeStringField("buildx.build.ref", build);
            json.writeStringField("containerimage.config.digest", image.id().toString());
            json.writeFieldName("containerimage.descriptor");
            OciJson.write(json, image.descriptor().withPlatform(image.config().platform()));
            json.writeStringField(
                    "containerimage.digest", image.descriptor().digest().toString());
            if (!names.isEmpty()) {
                json.writeStringField(
                        "image.name",
                        names.stream().map(ImageReference::toString).collect(Collectors.joining(",")));
            }
        });
    }
}
