package dev.jbuild.core.export;

import dev.jbuild.core.export.ImageForm.Compressed;
import dev.jbuild.core.export.ImageForm.Documents;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.layer.CompressingStream;
import dev.jbuild.core.layer.Compressor;
import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.oci.Compression;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings an image into the form that an output asks for. A layer is compressed once for each recipe: its blob is remembered by
 * the layer store and found again as long as the blob store has it. Layers that are compressed already keep their descriptor,
 * unless the form says otherwise, and so do layers that were pulled without compression. Thread-safe.
 */
public final class LayerRecompression implements ImageRecompression {
    /** What the layer store says of a blob that came from a registry. */
    public static final String PULLED = "pulled";

    private static final int COPY_BYTES = 256 * 1024; // 256 KiB

    private final BlobStore blobs;
    private final LayerStore layers;
    private final ImageForm form;
    private final Workers workers;
    private final LayerContents contents;

    public LayerRecompression(BlobStore blobs, LayerStore layers, ImageForm form, Workers workers) {
        this.blobs = blobs;
        this.layers = layers;
        this.form = form;
        this.workers = workers;
        this.contents = new LayerContents(blobs, layers);
    }

    @Override
    public Image apply(Image image) throws IOException {
        Platform platform = image.config().platform();
        Map<String, String> annotations = new HashMap<>(image.manifest().annotations());
        annotations.putAll(form.annotations().of(Annotations.Place.MANIFEST, platform));
        ImageManifest manifest = new ImageManifest(
                form.documents() == Documents.OCI ? MediaType.OCI_MANIFEST : MediaType.DOCKER_MANIFEST,
                image.manifest()
                        .config()
                        .withMediaType(
                                form.documents() == Documents.OCI ? MediaType.OCI_CONFIG : MediaType.DOCKER_CONFIG),
                layers(image),
                annotations);
        Descriptor descriptor = manifest.equals(image.manifest()) ? image.descriptor() : put(manifest);
        Map<String, String> said = form.annotations().of(Annotations.Place.MANIFEST_DESCRIPTOR, platform);
        return new Image(said.isEmpty() ? descriptor : descriptor.withAnnotations(said), manifest, image.config());
    }

    private Descriptor put(ImageManifest manifest) throws IOException {
        byte[] bytes = OciJson.write(manifest);
        return new Descriptor(manifest.mediaType(), blobs.put(bytes), bytes.length);
    }

    private List<Descriptor> layers(Image image) throws IOException {
        Map<DiffId, Descriptor> before = new HashMap<>();
        for (int i = 0; i < image.config().diffIds().size(); i++) {
            before.put(
                    image.config().diffIds().get(i), image.manifest().layers().get(i));
        }
        List<SideBySide.Task<Map.Entry<DiffId, Descriptor>>> tasks = new ArrayList<>();
        before.forEach((layer, descriptor) -> tasks.add(() -> Map.entry(layer, shaped(layer, descriptor))));
        Map<DiffId, Descriptor> after = new HashMap<>();
        for (Map.Entry<DiffId, Descriptor> done : SideBySide.run(tasks, workers.executor())) {
            after.put(done.getKey(), done.getValue());
        }
        return image.config().diffIds().stream().map(after::get).toList();
    }

    private Descriptor shaped(DiffId layer, Descriptor current) throws IOException {
        boolean kept = form.compressed() == Compressed.KEPT && comesFromElsewhere(layer, current);
        Descriptor made = kept ? current : compressed(layer);
        return made.withMediaType(mediaType(made.mediaType()));
    }

    private boolean comesFromElsewhere(DiffId layer, Descriptor current) throws IOException {
        if (!current.digest().equals(layer.digest())) {
            return true;
        }
        return layers.blobs(layer).stream()
                .anyMatch(blob -> blob.descriptor().digest().equals(current.digest())
                        && blob.recipe().startsWith(PULLED));
    }

    /** Types that neither OCI nor Docker have for plain layers say something else, and stay. */
    private MediaType mediaType(MediaType type) {
        Compression compression = type.compression();
        MediaType oci = MediaType.ociLayer(compression);
        MediaType docker = MediaType.dockerLayer(compression);
        if (!type.equals(oci) && !type.equals(docker)) {
            return type;
        }
        return form.documents() == Documents.OCI ? oci : docker;
    }

    private Descriptor compressed(DiffId layer) throws IOException {
        Compressor compressor = form.compressor();
        MediaType type = MediaType.ociLayer(compressor.compression());
        if (compressor.compression() == Compression.NONE) {
            contents.store(layer);
            long sizeBytes = blobs.sizeBytes(layer.digest()).orElseThrow();
            return new Descriptor(type, layer.digest(), sizeBytes);
        }
        String recipe = compressor.recipe();
        Optional<Descriptor> known = known(layer, recipe);
        if (known.isPresent()) {
            return known.get();
        }
        try (InputStream tar = contents.streamTar(layer);
                BlobWriter blob = blobs.create();
                CompressingStream compressing = compressor.open(blob, workers)) {
            copy(tar, compressing);
            compressing.finish();
            long sizeBytes = blob.sizeBytes();
            Descriptor made = new Descriptor(type, blob.commit(), sizeBytes);
            layers.putBlob(layer, new CompressedLayer(made, recipe));
            return made;
        }
    }

    private Optional<Descriptor> known(DiffId layer, String recipe) throws IOException {
        for (CompressedLayer blob : layers.blobs(layer)) {
            if (blob.recipe().equals(recipe) && blobs.contains(blob.descriptor().digest())) {
                return Optional.of(blob.descriptor());
            }
        }
        return Optional.empty();
    }

    private static void copy(InputStream from, CompressingStream to) throws IOException {
        byte[] buffer = new byte[COPY_BYTES];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
        }
    }
}
