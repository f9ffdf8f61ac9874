package dev.jbuild.core.image;

import dev.jbuild.core.layer.Decompression;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.layer.LayerReader;
import dev.jbuild.core.layer.TarEntry;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.layer.TarReader;
import dev.jbuild.core.layer.TrackedInput;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Checks a whole image, or an index of images with what is claimed of them, against the image-spec: digests and sizes of every blob,
 * diffIDs, the count of history rows, that no layer names a path twice, and that attestations are of what the index has. Reads every
 * byte. Thread-safe.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/spec.md">image-spec</a>
 */
public final class ImageValidator {
    private static final MediaType EMPTY = new MediaType("application/vnd.oci.empty.v1+json");

    private final BlobStore blobs;
    private final Set<Digest> elsewhere;

    public ImageValidator(BlobStore blobs) {
        this(blobs, Set.of());
    }

    /** @param elsewhere layers that need not be here, as those of a base that no step needed: nothing is said of them */
    public ImageValidator(BlobStore blobs, Set<Digest> elsewhere) {
        this.blobs = blobs;
        this.elsewhere = Set.copyOf(elsewhere);
    }

    /**
     * What is wrong with a manifest, or with an index and all that it names, a line each; empty when all is right. What an index names and the
     * store has not is no problem: most people have the images of one platform only.
     */
    public List<String> validate(Descriptor root) throws IOException {
        ImageGraph graph;
        try {
            graph = new ImageReader(blobs).graph(root);
        } catch (OciFormatException | DamagedBlobException | NoSuchFileException e) {
            return List.of(root.digest().shortHex() + ": " + e.getMessage());
        }
        List<String> problems = new ArrayList<>();
        AttestationCheck attestations = new AttestationCheck(blobs);
        for (ImageGraph.Document document : graph.documents()) {
            String what = graph.documents().size() == 1 ? "" : name(document.descriptor()) + ": ";
            for (String problem : validate(document, attestations)) {
                problems.add(what + problem);
            }
        }
        return problems;
    }

    private static String name(Descriptor document) {
        if (document.mediaType().isIndex()) {
            return "index";
        }
        return AttestationCheck.isAttestation(document)
                ? "attestations " + document.digest().shortHex()
                : document.platformIfAny()
                        .map(Platform::toString)
                        .orElse(document.digest().shortHex());
    }

    private List<String> validate(ImageGraph.Document document, AttestationCheck attestations) throws IOException {
        Descriptor descriptor = document.descriptor();
        List<String> problems = new ArrayList<>();
        try {
            MediaType type = OciJsonReader.mediaType(document.bytes());
            if (!type.equals(descriptor.mediaType())) {
                problems.add("got a document of media type \"%s\", want \"%s\", as what names it says"
                        .formatted(type, descriptor.mediaType()));
            }
            if (type.isIndex()) {
                checkIndex(descriptor, document.bytes(), problems);
                attestations.checkReferences(OciJsonReader.readIndex(document.bytes()), problems);
                return problems;
            }
            if (AttestationCheck.isAttestation(descriptor)) {
                checkDocument("manifest", descriptor, problems);
                attestations.check(descriptor, OciJsonReader.readManifest(document.bytes()), problems);
                return problems;
            }
            ImageManifest manifest = OciJsonReader.readManifest(document.bytes());
            if (!isConfig(manifest.config().mediaType())) {
                checkArtifact(descriptor, document.bytes(), problems);
                return problems;
            }
            Image image = new ImageReader(blobs).read(descriptor, Platform.host());
            checkPlatform(descriptor, image, problems);
            problems.addAll(validate(image));
        } catch (OciFormatException | DamagedBlobException | NoSuchFileException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return problems;
    }

    private void checkIndex(Descriptor descriptor, byte[] bytes, List<String> problems) throws IOException {
        checkDocument("index", descriptor, problems);
        ImageIndex index = OciJsonReader.readIndex(bytes);
        if (!index.mediaType().isIndex()) {
            problems.add("got media type \"" + index.mediaType() + "\", want one of an index");
        }
        for (Descriptor manifest : index.manifests()) {
            OptionalLong size = blobs.sizeBytes(manifest.digest());
            if (size.isPresent() && size.getAsLong() != manifest.sizeBytes()) {
                problems.add("manifest %s: got %d bytes, want %d"
                        .formatted(manifest.digest().shortHex(), size.getAsLong(), manifest.sizeBytes()));
            }
        }
    }

    private static boolean isConfig(MediaType type) {
        return type.equals(MediaType.OCI_CONFIG) || type.equals(MediaType.DOCKER_CONFIG);
    }

    /**
     * Something that is no image: its blobs are what it says, and nothing is known of their content.
     *
     * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidelines-for-artifact-usage">image-spec, artifacts</a>
     */
    private void checkArtifact(Descriptor descriptor, byte[] bytes, List<String> problems) throws IOException {
        ImageManifest manifest = OciJsonReader.readManifest(bytes);
        checkDocument("manifest", descriptor, problems);
        checkDocument("config", manifest.config(), problems);
        if (manifest.config().mediaType().equals(EMPTY)
                && JsonDocument.parse("manifest", bytes)
                        .optionalText("artifactType")
                        .isEmpty()) {
            problems.add("got an empty config and no artifactType, want one of them");
        }
        for (int i = 0; i < manifest.layers().size(); i++) {
            Descriptor layer = manifest.layers().get(i);
            if (!elsewhere.contains(layer.digest())) {
                checkDocument("layer " + (i + 1), layer, problems);
            }
        }
    }

    private static void checkPlatform(Descriptor descriptor, Image image, List<String> problems) {
        Optional<Platform> said = descriptor.platformIfAny();
        if (said.isPresent() && !said.get().accepts(image.config().platform())) {
            problems.add("got an image of platform %s, want %s"
                    .formatted(image.config().platform(), said.get()));
        }
    }

    /** What is wrong with one image, a line each; empty for one that is whole. */
    public List<String> validate(Image image) throws IOException {
        List<String> problems = new ArrayList<>();
        checkDocument("manifest", image.descriptor(), problems);
        checkDocument("config", image.manifest().config(), problems);
        checkHistory(image, problems);
        for (int i = 0; i < image.manifest().layers().size(); i++) {
            checkLayer(
                    i + 1,
                    image.manifest().layers().get(i),
                    image.config().diffIds().get(i),
                    problems);
        }
        return problems;
    }

    private void checkDocument(String what, Descriptor descriptor, List<String> problems) throws IOException {
        if (!checkSize(what, descriptor, problems)) {
            return;
        }
        try (InputStream in = blobs.open(descriptor.digest())) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            problems.add(what + ": " + e.getMessage());
        }
    }

    private boolean checkSize(String what, Descriptor descriptor, List<String> problems) throws IOException {
        OptionalLong size = blobs.sizeBytes(descriptor.digest());
        if (size.isEmpty()) {
            problems.add(what + ": its blob " + descriptor.digest() + " is not here");
            return false;
        }
        if (size.getAsLong() != descriptor.sizeBytes()) {
            problems.add("%s: got %d bytes, want %d".formatted(what, size.getAsLong(), descriptor.sizeBytes()));
        }
        return true;
    }

    private static void checkHistory(Image image, List<String> problems) {
        List<HistoryEntry> history = image.config().history();
        long rows = history.stream().filter(row -> !row.emptyLayer()).count();
        int layers = image.config().diffIds().size();
        if (!history.isEmpty() && rows != layers) {
            problems.add("history: got %d rows with a layer, want %d".formatted(rows, layers));
        }
    }

    private void checkLayer(int number, Descriptor descriptor, DiffId diffId, List<String> problems)
            throws IOException {
        String what = "layer " + number;
        if (elsewhere.contains(descriptor.digest())) {
            return;
        }
        if (!checkSize(what, descriptor, problems)) {
            return;
        }
        try (TrackedInput blob = new TrackedInput(blobs.open(descriptor.digest()))) {
            blob.reading(() -> LayerReader.readLayer(blob, diffId, TarLimits.DEFAULT));
        } catch (InvalidArchiveException | DamagedBlobException | NoSuchFileException e) {
            problems.add(what + ": " + e.getMessage());
            return;
        }
        checkNames(what, descriptor, problems);
    }

    private void checkNames(String what, Descriptor descriptor, List<String> problems) throws IOException {
        try (InputStream blob = blobs.open(descriptor.digest());
                InputStream tarBytes = Decompression.open(blob)) {
            TarReader tar = new TarReader(tarBytes, TarReader.Names.PLAIN, TarLimits.DEFAULT);
            Set<TreePath> names = new HashSet<>();
            for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
                if (!names.add(next.get().path())) {
                    problems.add(what + ": names \"" + next.get().path() + "\" twice");
                }
            }
        }
    }
}
