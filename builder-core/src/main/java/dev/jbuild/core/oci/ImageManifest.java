package dev.jbuild.core.oci;

import java.util.List;
import java.util.Map;

/**
 * The manifest of one image: its config and its layers, bottom first.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md">image-spec, manifest</a>
 */
public record ImageManifest(
        MediaType mediaType, Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {

    public ImageManifest {
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
    }
}
