package dev.jbuild.core.export;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.OciJson;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code --metadata-file} says of a build, by BuildKit's keys.
 *
 * @param image as it was exported, or as it is stored
 * @param build names the build, for its log
 */
public record BuildMetadata(PackagedImage image, List<ImageReference> names, String build) {
    public BuildMetadata {
        names = List.copyOf(names);
    }

    /** One JSON object; the same value always gives the same bytes. */
    public byte[] toBytes() {
        Descriptor root = image.root();
        return OciJson.document(json -> {
            json.writeStringField("buildx.build.ref", build);
            if (!root.mediaType().isIndex()) {
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
}
