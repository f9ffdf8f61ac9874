package dev.jbuild.core.export;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.DamagedBlobException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Images as an OCI layout, in a tar or a directory; a docker archive is a layout with Docker's manifest.json beside it.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md">image-spec, image layout</a>
 */
public final class LayoutExporter implements Exporter {
    private static final byte[] LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);

    private static final int COPY_BYTES = 256 * 1024; // 256 KiB

    private final BlobStore blobs;
    private final Packaging packaging;
    private final Shape shape;
    private final Place place;
    private final Executor executor;

    /** Which files stand beside the layout's own. */
    public enum Shape {
        OCI,
        DOCKER
    }

    /** A tar or a directory. */
    public sealed interface Place {
        String name();

        /** One tar. */
        record Archive(OutputTarget target) implements Place {
            @Override
            public String name() {
                return target.name();
            }
        }

        /** A directory of the user's; a layout that is there is added to. */
        record Directory(Path path, Blobs blobs) implements Place {
            public Directory(Path path) {
                this(path, Blobs.COPIED);
            }

            @Override
            public String name() {
                return path.toString();
            }
        }
    }

    /** How blobs come from the store into a directory. */
    public enum Blobs {
        COPIED,
        /** As other names of the store's own files where the file system can: whoever may write to one changes both. */
        LINKED;

        /** Reads the option {@code blobs=copy|link}; other names are left to the caller. */
        public static Blobs of(Map<String, String> options) {
            String how = options.getOrDefault("blobs", "copy");
            return switch (how) {
                case "copy" -> COPIED;
                case "link" -> LINKED;
                default -> throw OptionValues.wrong("blobs", how, "copy or link");
            };
        }
    }

    /** On the caller's thread alone. */
    public LayoutExporter(BlobStore blobs, Packaging packaging, Shape shape, Place place) {
        this(blobs, packaging, shape, place, Runnable::run);
    }

    /** @param executor verifies blobs while they are copied; may be the one that the caller runs on */
    public LayoutExporter(BlobStore blobs, Packaging packaging, Shape shape, Place place, Executor executor) {
        this.executor = executor;
        this.blobs = blobs;
        this.packaging = packaging;
        this.shape = shape;
        this.place = place;
    }

    @Override
    public String description() {
        return "exporting to " + place.name();
    }

    @Override
    public Exported export(ImageSet images, List<ImageReference> names, TransferListener transfers) throws IOException {
        if (shape == Shape.DOCKER) {
            requireDockerArchive(images.images().size(), images.isAttested(), images.isIndexed());
        }
        return export(List.of(new Named(packaging.apply(images, names), names)));
    }

    /** A BuildException when a docker archive cannot hold what a build makes: it has one image and nothing around it. */
    public static void requireDockerArchive(int platforms, boolean attested, boolean indexed) {
        if (platforms > 1) {
            throw BuildException.of(ErrorCode.USAGE, "a docker archive holds one platform: got " + platforms)
                    .withHint("take -o type=oci, or name one platform");
        }
        if (attested) {
            throw BuildException.of(ErrorCode.USAGE, "a docker archive holds one image and no attestations")
                    .withHint("take -o type=oci, or leave out --provenance and --sbom");
        }
        if (indexed) {
            throw BuildException.of(ErrorCode.USAGE, "a docker archive holds one image and no index around it")
                    .withHint("take -o type=oci, or leave out BUILDKIT_MULTI_PLATFORM");
        }
    }

    /** An image with its references. */
    public record Named(PackagedImage image, List<ImageReference> names) {}

    /** Writes several images as they are into one layout; blobs that they share are written once. */
    public Exported export(List<Named> images) throws IOException {
        try (LayoutFiles files = open()) {
            put(files, "oci-layout", LAYOUT);
            for (Descriptor blob : blobsOf(images)) {
                put(files, blob);
            }
            if (shape == Shape.DOCKER) {
                put(files, "manifest.json", DockerManifest.of(images));
            }
            put(files, "index.json", LayoutIndex.of(images, files.existing("index.json")));
            files.finish();
            return new Exported(images.get(0).image(), files.sizeBytes());
        }
    }

    /**
     * Writes an image, or an index with all that it names, as it is stored; nothing is compressed.
     *
     * @param name by which the layout knows it; empty for none
     * @return the bytes that were written
     */
    public long export(ImageGraph graph, String name) throws IOException {
        try (LayoutFiles files = open()) {
            put(files, "oci-layout", LAYOUT);
            for (Descriptor blob : graph.blobs()) {
                put(files, blob);
            }
            for (ImageGraph.Document document : graph.documents()) {
                put(files, name(document.descriptor()), document.bytes());
            }
            Descriptor root = graph.root().descriptor();
            put(files, "index.json", LayoutIndex.of(root, name, files.existing("index.json")));
            files.finish();
            return files.sizeBytes();
        }
    }

    /** Verified in either way, so that no damage of the store is handed on; where it can be, beside the copying. */
    private void put(LayoutFiles files, Descriptor blob) throws IOException {
        Optional<Path> file = files.splices() ? blobs.file(blob.digest()) : Optional.empty();
        if (file.isEmpty()) {
            try (InputStream in = blobs.open(blob.digest())) {
                files.put(name(blob), blob.sizeBytes(), in);
            }
            return;
        }
        SideBySide.Task<Long> verify = () -> verified(blob);
        SideBySide.Task<Long> splice = () -> {
            files.splice(name(blob), blob.sizeBytes(), file.get());
            return blob.sizeBytes();
        };
        SideBySide.run(List.of(verify, splice), executor);
    }

    private long verified(Descriptor blob) throws IOException {
        byte[] buffer = new byte[COPY_BYTES];
        long sizeBytes = 0;
        try (InputStream in = blobs.open(blob.digest())) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sizeBytes += count;
            }
        }
        if (sizeBytes != blob.sizeBytes()) {
            throw new DamagedBlobException(
                    "blob %s has %d bytes, want %d".formatted(blob.digest(), sizeBytes, blob.sizeBytes()));
        }
        return sizeBytes;
    }

    private LayoutFiles open() throws IOException {
        if (place instanceof Place.Archive archive) {
            return new TarLayoutFiles(archive.target().open());
        }
        Place.Directory directory = (Place.Directory) place;
        return new DirectoryLayoutFiles(directory.path(), directory.blobs());
    }

    private static void put(LayoutFiles files, String name, byte[] bytes) throws IOException {
        files.put(name, bytes.length, new ByteArrayInputStream(bytes));
    }

    static String name(Descriptor blob) {
        return "blobs/" + blob.digest().algorithm().id() + "/" + blob.digest().hex();
    }

    /** What is named before what names it. */
    private Iterable<Descriptor> blobsOf(List<Named> images) throws IOException {
        Map<String, Descriptor> found = new LinkedHashMap<>();
        for (Named named : images) {
            for (ImageGraph.Document document :
                    new ImageReader(blobs).graph(named.image().root()).documents()) {
                document.blobs().forEach(blob -> found.putIfAbsent(name(blob), blob));
                found.putIfAbsent(name(document.descriptor()), document.descriptor());
            }
        }
        return found.values();
    }
}
