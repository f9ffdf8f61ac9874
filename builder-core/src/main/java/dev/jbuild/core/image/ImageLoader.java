package dev.jbuild.core.image;

import dev.jbuild.core.layer.Decompression;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.layer.LayerReader;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.layer.TrackedInput;
import dev.jbuild.core.oci.Compression;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.LayerStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes images out of an archive into the store: an OCI archive or a docker archive of any age, in one pass over its bytes.
 * Everything is verified; the references are left to the caller to put. Thread-safe.
 */
public final class ImageLoader {
    private static final String NAME = "io.containerd.image.name";
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final int MAX_DOCUMENT_BYTES = 4 * 1024 * 1024; // 4 MiB, as registries have it
    private static final int MAX_INDEX_DEPTH = 4; // an index in an index in an index is as deep as anybody goes

    private final BlobStore blobs;
    private final LayerStore layers;
    private final LayerAdmission admission;

    public ImageLoader(BlobStore blobs, LayerStore layers) {
        this.blobs = blobs;
        this.layers = layers;
        this.admission = new LayerAdmission(blobs, layers, "loaded");
    }

    /**
     * An image that was loaded, with the names that the archive gives it.
     *
     * @param marks by which an OCI archive knows it and that are no references
     */
    public record Loaded(Descriptor manifest, List<ImageReference> names, List<String> marks) {
        public Loaded(Descriptor manifest, List<ImageReference> names) {
            this(manifest, names, List.of());
        }

        /** Whether a user means it by this: one of its names, short or long, or its digest. */
        public boolean goesBy(String text) {
            return manifest.digest().toString().equals(text)
                    || marks.contains(text)
                    || names.stream()
                            .anyMatch(name -> name.familiar().equals(text)
                                    || name.toString().equals(text)
                                    || name.tag().equals(text));
        }
    }

    /** Indexes the layers of an image, or of an index's images, whose blobs are in the store already. */
    void admit(Descriptor root) throws IOException {
        admit(root, 0);
    }

    /** Loads all images of an archive, which may be compressed; does not close it. */
    public List<Loaded> load(InputStream archive) throws IOException {
        ArchiveFiles files = ArchiveFiles.read(archive, blobs);
        if (files.find("index.json").isPresent() && files.find("oci-layout").isPresent()) {
            return layout(files);
        }
        if (files.find("manifest.json").isPresent()) {
            return docker(files);
        }
        throw new InvalidArchiveException("got neither index.json nor manifest.json: this is no archive of images");
    }

    private List<Loaded> layout(ArchiveFiles files) throws IOException {
        ImageIndex index =
                OciJsonReader.readIndex(document(files.get("index.json").digest()));
        Map<Digest, Loaded> loaded = new LinkedHashMap<>();
        for (Descriptor descriptor : index.manifests()) {
            Descriptor bare = new Descriptor(descriptor.mediaType(), descriptor.digest(), descriptor.sizeBytes());
            Loaded image = loaded.get(bare.digest());
            if (image == null) {
                admit(bare, 0);
                image = new Loaded(bare, new ArrayList<>(), new ArrayList<>());
                loaded.put(bare.digest(), image);
            }
            String mark = descriptor.annotations().getOrDefault(REF_NAME, "");
            Optional<ImageReference> name = name(descriptor);
            name.ifPresent(image.names()::add);
            if (name.isEmpty() && !mark.isEmpty()) {
                image.marks().add(mark);
            }
        }
        return List.copyOf(loaded.values());
    }

    /** The layers of a manifest, or of the manifests of an index that the archive has. */
    private void admit(Descriptor descriptor, int depth) throws IOException {
        byte[] bytes = document(descriptor.digest());
        if (!OciJsonReader.mediaType(bytes).isIndex()) {
            ImageManifest manifest = OciJsonReader.readManifest(bytes);
            ImageConfig config =
                    OciJsonReader.readConfig(document(manifest.config().digest()));
            if (config.diffIds().size() != manifest.layers().size()) {
                throw new OciFormatException("got an image of %d layers and %d diffIDs"
                        .formatted(manifest.layers().size(), config.diffIds().size()));
            }
            requireLayers(config.diffIds(), manifest.layers());
            admission.admit(config.diffIds(), manifest.layers());
            return;
        }
        if (depth == MAX_INDEX_DEPTH) {
            throw new OciFormatException("got indexes in indexes, more than " + MAX_INDEX_DEPTH + " deep");
        }
        for (Descriptor manifest : OciJsonReader.readIndex(bytes).manifests()) {
            boolean attestation = manifest.platformIfAny()
                    .filter(p -> p.os().equals("unknown"))
                    .isPresent();
            if (!attestation && blobs.contains(manifest.digest())) {
                admit(manifest, depth + 1);
            }
        }
    }

    private void requireLayers(List<DiffId> diffIds, List<Descriptor> blobsOfLayers) throws IOException {
        for (int i = 0; i < diffIds.size(); i++) {
            Digest blob = blobsOfLayers.get(i).digest();
            boolean known = layers.hasIndex(diffIds.get(i));
            if (!blobs.contains(blob)) {
                if (!known) {
                    throw new InvalidArchiveException("layer " + (i + 1) + ", blob " + blob + ", is not in it");
                }
            } else if (known && !isRead(diffIds.get(i), blob)) {
                read(i + 1, diffIds.get(i), blob);
            }
        }
    }

    private boolean isRead(DiffId layer, Digest blob) throws IOException {
        return layer.digest().equals(blob)
                || layers.blobs(layer).stream()
                        .anyMatch(known -> known.descriptor().digest().equals(blob));
    }

    /** A layer that is known by other bytes: that these make the same has only been said so far. */
    private void read(int number, DiffId layer, Digest blob) throws IOException {
        try (TrackedInput in = new TrackedInput(blobs.open(blob))) {
            in.reading(() -> LayerReader.readLayer(in, layer, TarLimits.DEFAULT));
        } catch (InvalidArchiveException e) {
            throw new InvalidArchiveException("layer " + number + ": " + e.getMessage(), e);
        }
    }

    private static Optional<ImageReference> name(Descriptor descriptor) {
        String full = descriptor.annotations().get(NAME);
        String ref = descriptor.annotations().getOrDefault(REF_NAME, "");
        if (full == null && ref.indexOf(':') < 0 && ref.indexOf('/') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(ImageReference.parse(full == null ? ref : full))
                    .filter(name ->
                            descriptor.digest().equals(name.digestIfAny().orElse(descriptor.digest())));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a name that nobody could ask for is no name
        }
    }

    private List<Loaded> docker(ArchiveFiles files) throws IOException {
        List<Loaded> loaded = new ArrayList<>();
        byte[] list = document(files.get("manifest.json").digest());
        for (JsonDocument image : JsonDocument.parseArray("manifest.json", list)) {
            Descriptor configFile = files.get(image.requiredText("Config"));
            Descriptor config = configFile.withMediaType(MediaType.OCI_CONFIG);
            List<Descriptor> layers = new ArrayList<>();
            for (String layer : image.texts("Layers")) {
                layers.add(layer(files.get(layer)));
            }
            ImageManifest manifest = new ImageManifest(MediaType.OCI_MANIFEST, config, layers, Map.of());
            byte[] bytes = OciJson.write(manifest);
            Descriptor descriptor = new Descriptor(MediaType.OCI_MANIFEST, blobs.put(bytes), bytes.length);
            admit(descriptor, 0);
            List<ImageReference> names = new ArrayList<>();
            for (String tag : image.texts("RepoTags")) {
                names.add(reference(tag));
            }
            loaded.add(new Loaded(descriptor, names));
        }
        return loaded;
    }

    private Descriptor layer(Descriptor file) throws IOException {
        try (InputStream in = blobs.open(file.digest())) {
            Decompression found = Decompression.detect(in.readNBytes(Decompression.MAGIC_BYTES));
            return file.withMediaType(MediaType.ociLayer(
                    switch (found) {
                        case NONE -> Compression.NONE;
                        case GZIP -> Compression.GZIP;
                        case ZSTD -> Compression.ZSTD;
                        case BZIP2, XZ ->
                            throw new InvalidArchiveException(
                                    "got a layer compressed by %s, want gzip, zstd or none".formatted(found));
                    }));
        }
    }

    private static ImageReference reference(String tag) throws InvalidArchiveException {
        try {
            ImageReference name = ImageReference.parse(tag);
            if (name.digestIfAny().isPresent()) { // no manifest is in a docker archive that it could be the digest of
                throw new InvalidArchiveException("the archive names an image \"" + tag + "\", want name:tag");
            }
            return name;
        } catch (IllegalArgumentException e) {
            throw new InvalidArchiveException("the archive names an image \"" + tag + "\": " + e.getMessage(), e);
        }
    }

    private byte[] document(Digest digest) throws IOException {
        try (InputStream in = blobs.open(digest)) {
            byte[] bytes = in.readNBytes(MAX_DOCUMENT_BYTES + 1);
            if (bytes.length > MAX_DOCUMENT_BYTES) {
                throw new OciFormatException("got a document of more than %d bytes".formatted(MAX_DOCUMENT_BYTES));
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new InvalidArchiveException("blob " + digest + ", which it names, is not in it", e);
        }
    }
}
