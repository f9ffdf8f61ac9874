package dev.jbuild.core.oci;

import java.util.List;
import java.util.Map;

/**
 * A list of manifests, one a platform.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md">image-spec, index</a>
 */
public record ImageIndex(MediaType mediaType, List<Descriptor> manifests, Map<String, String> annotations) {

    public ImageIndex {
        manifests = List.copyOf(manifests);
        annotations = Map.copyOf(annotations);
    }
}
