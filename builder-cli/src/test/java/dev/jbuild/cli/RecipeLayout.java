package dev.jbuild.cli;

import dev.jbuild.core.files.Recipe;
import dev.jbuild.core.files.RecipeArchive;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A layout of OCI in a directory, with an image of one layer, called v1. */
record RecipeLayout(Path directory) {

    void write(Recipe rootFs) throws IOException {
        Files.createDirectories(directory.resolve("blobs/sha256"));
        byte[] layer = RecipeArchive.rootFs(rootFs);
        ImageConfig config = new ImageConfig(
                Instant.EPOCH,
                "",
                Platform.host(),
                ContainerConfig.EMPTY,
                List.of(new DiffId(Digest.of(layer))),
                List.of(new HistoryEntry(Instant.EPOCH, "rootfs", "", "", false)));
        ImageManifest manifest = new ImageManifest(
                MediaType.OCI_MANIFEST,
                put(MediaType.OCI_CONFIG, OciJson.write(config)),
                List.of(put(MediaType.OCI_LAYER, layer)),
                Map.of());
        Descriptor named = put(MediaType.OCI_MANIFEST, OciJson.write(manifest))
                .withAnnotations(Map.of("org.opencontainers.image.ref.name", "v1"));
        Files.write(
                directory.resolve("index.json"),
                OciJson.write(new ImageIndex(MediaType.OCI_INDEX, List.of(named), Map.of())));
        Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    private Descriptor put(MediaType type, byte[] bytes) throws IOException {
        Digest digest = Digest.of(bytes);
        Files.write(directory.resolve("blobs/sha256").resolve(digest.hex()), bytes);
        return new Descriptor(type, digest, bytes.length);
    }
}
