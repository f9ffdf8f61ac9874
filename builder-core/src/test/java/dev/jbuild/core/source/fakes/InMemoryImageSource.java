package dev.jbuild.core.source.fakes;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.source.ImageSource;
import dev.jbuild.core.tree.LayerIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Images that were put in, by reference. Thread-safe. */
public final class InMemoryImageSource implements ImageSource {

    private static final long SOME_BYTES = 1024; // of a layer that nobody reads

    private final Map<String, List<ImageConfig>> configs = new ConcurrentHashMap<>();
    private final Map<Digest, List<LayerIndex>> layers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<DiffId, Long> sizes = new ConcurrentHashMap<>();

    /** Puts an image without files; one for another platform beside it makes it an image of several platforms. */
    public InMemoryImageSource put(String reference, ImageConfig config) {
        return put(reference, config, List.of());
    }

    /** Puts an image with the entries of its layers, bottom first. */
    public InMemoryImageSource put(String reference, ImageConfig config, List<LayerIndex> indexes) {
        configs.computeIfAbsent(key(ImageReference.parse(reference)), name -> new CopyOnWriteArrayList<>())
                .add(config);
        layers.put(manifestDigest(config), List.copyOf(indexes));
        return this;
    }

    /** Says how long a layer is whose tar a test really has; before its image is put. */
    public InMemoryImageSource sized(DiffId layer, long bytes) {
        sizes.put(layer, bytes);
        return this;
    }

    /** What was asked for, as {@code reference platform}, in order. */
    public List<String> asked() {
        return new ArrayList<>(asked);
    }

    @Override
    public ResolvedImage resolve(ImageReference reference, Platform platform) {
        asked.add(reference.familiar() + " " + platform);
        List<ImageConfig> images = configs.get(key(reference));
        if (images == null) {
            throw BuildException.of(ErrorCode.IMAGE_UNKNOWN, "no image \"" + reference.familiar() + "\" is known");
        }
        ImageConfig config = images.stream()
                .filter(image -> images.size() == 1 || platform.accepts(image.platform()))
                .findFirst()
                .orElseThrow(() -> BuildException.of(
                        ErrorCode.IMAGE_UNKNOWN,
                        "image \"%s\" lacks %s: it has %s"
                                .formatted(
                                        reference.familiar(),
                                        platform,
                                        images.stream()
                                                .map(image -> image.platform().toString())
                                                .collect(Collectors.joining(", ")))));
        ImageManifest manifest = manifest(config);
        byte[] bytes = OciJson.write(manifest);
        return new ResolvedImage(
                reference, new Descriptor(MediaType.OCI_MANIFEST, Digest.of(bytes), bytes.length), manifest, config);
    }

    @Override
    public List<LayerIndex> fetchLayers(ResolvedImage image) {
        return layers.getOrDefault(image.manifestDescriptor().digest(), List.of());
    }

    private Digest manifestDigest(ImageConfig config) {
        return Digest.of(OciJson.write(manifest(config)));
    }

    private ImageManifest manifest(ImageConfig config) {
        byte[] bytes = OciJson.write(config);
        return new ImageManifest(
                MediaType.OCI_MANIFEST,
                new Descriptor(MediaType.OCI_CONFIG, Digest.of(bytes), bytes.length),
                config.diffIds().stream()
                        .map(diffId -> new Descriptor(
                                MediaType.OCI_LAYER, diffId.digest(), sizes.getOrDefault(diffId, SOME_BYTES)))
                        .toList(),
                Map.of());
    }

    private static String key(ImageReference reference) {
        return reference
                .withTag(reference.tag().isEmpty() ? "latest" : reference.tag())
                .toString();
    }
}
