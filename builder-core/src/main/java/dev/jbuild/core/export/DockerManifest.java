package dev.jbuild.core.export;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.OciJson;
import java.util.List;

/** The manifest.json of a docker archive: for each image its config, its names and its layers, as paths in the archive. */
final class DockerManifest {
    private DockerManifest() {}

    static byte[] of(List<LayoutExporter.Named> images) {
        return OciJson.array(json -> {
            for (LayoutExporter.Named named : images) {
                json.writeStartObject();
                json.writeStringField(
                        "Config",
                        LayoutExporter.name(named.image().first().manifest().config()));
                json.writeArrayFieldStart("RepoTags");
                for (ImageReference reference : named.names()) {
                    json.writeString(reference.familiar());
                }
                json.writeEndArray();
                json.writeArrayFieldStart("Layers");
                for (Descriptor layer : named.image().first().manifest().layers()) {
                    json.writeString(LayoutExporter.name(layer));
                }
                json.writeEndArray();
                json.writeEndObject();
            }
        });
    }
}
