package dev.jbuild.core.export;

import dev.jbuild.core.image.Image;
import dev.jbuild.core.layer.Ancestors;
import dev.jbuild.core.layer.LayerWriter;
import dev.jbuild.core.layer.NewFile;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Images made by code, their layers in a store as a build leaves them. */
final class SampleImages {
    static final Platform PLATFORM = new Platform("linux", "amd64");

    private SampleImages() {}

    /** An image of layers that are written by hand. */
    static Image of(BuildStore store, Writing... layers) throws IOException {
        return of(store, PLATFORM, layers);
    }

    static Image of(BuildStore store, Platform platform, Writing... layers) throws IOException {
        List<Descriptor> descriptors = new ArrayList<>();
        List<DiffId> diffIds = new ArrayList<>();
        List<HistoryEntry> history = new ArrayList<>();
        for (Writing layer : layers) {
            WrittenLayer written = write(store, layer);
            descriptors.add(new Descriptor(MediaType.OCI_LAYER, written.diffId().digest(), written.sizeBytes()));
            diffIds.add(written.diffId());
            history.add(new HistoryEntry(Instant.EPOCH, "layer " + history.size(), "", "", false));
        }
        ImageConfig config = new ImageConfig(Instant.EPOCH, "", platform, ContainerConfig.EMPTY, diffIds, history);
        return image(store.blobs(), config, descriptors);
    }

    /** The image of a config, whose layers have these descriptors. */
    static Image image(BlobStore blobs, ImageConfig config, List<Descriptor> layers) throws IOException {
        ImageManifest manifest = new ImageManifest(
                MediaType.OCI_MANIFEST, put(blobs, MediaType.OCI_CONFIG, OciJson.write(config)), layers, Map.of());
        return new Image(put(blobs, MediaType.OCI_MANIFEST, OciJson.write(manifest)), manifest, config);
    }

    /** A layer of regular files. */
    static Writing files(Map<String, byte[]> files) {
        return writer -> {
            for (Map.Entry<TreePath, byte[]> file : sorted(files).entrySet()) {
                byte[] content = file.getValue();
                writer.addFile(
                        new NewFile(file.getKey(), new Attributes(0644, 0, 0, 1_000), content.length, 0),
                        () -> new ByteArrayInputStream(content));
            }
        };
    }

    private static SortedMap<TreePath, byte[]> sorted(Map<String, byte[]> files) {
        SortedMap<TreePath, byte[]> sorted = new TreeMap<>();
        files.forEach((name, content) -> sorted.put(TreePath.of(name), content));
        return sorted;
    }

    private static WrittenLayer write(BuildStore store, Writing layer) throws IOException {
        try (LayerWriter writer = LayerWriter.create(store.blobs(), Ancestors.in(Tree.EMPTY, 1_000))) {
            layer.write(writer);
            WrittenLayer written = writer.commit();
            store.layers().putIndex(written.diffId(), written.index());
            return written;
        }
    }

    private static Descriptor put(BlobStore blobs, MediaType type, byte[] document) throws IOException {
        return new Descriptor(type, blobs.put(document), document.length);
    }

    /** Adds the entries of a layer in path order. */
    interface Writing {
        void write(LayerWriter writer) throws IOException;
    }
}
