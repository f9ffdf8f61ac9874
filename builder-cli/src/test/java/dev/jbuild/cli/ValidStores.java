package dev.jbuild.cli;

import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.image.ImageValidator;
import dev.jbuild.core.image.TempDirectories;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Holds to the image-spec every manifest and index that a test of the program leaves in a store or a layout: those below its temporary
 * directories, after each test, and those of a packaged program, when it is closed. A layer is read once by a process of the tests. One
 * that leaves something wrong on purpose is tagged {@value #WRONG}.
 */
public final class ValidStores implements AfterEachCallback {
    static final String WRONG = "leaves-a-wrong-store";

    private static final long MAX_LAYER_BYTES = 256 * 1024 * 1024; // 256 MiB; tests of larger ones verify them
    private static final long MAX_DOCUMENT_BYTES = 4 * 1024 * 1024; // 4 MiB
    private static final int DEPTH = 4; // of directories, where a store may be
    private static final Set<Layer> RIGHT = ConcurrentHashMap.newKeySet(); // what was read

    /** A layer as an image names it. */
    private record Layer(Descriptor blob, DiffId diffId) {}

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (context.getTags().contains(WRONG)) {
            return;
        }
        for (Path directory : TempDirectories.of(context)) {
            check(directory);
        }
    }

    /** Checks what lies in the stores and layouts below a directory. */
    static void check(Path directory) throws IOException {
        List<Path> places;
        try (Stream<Path> files = Files.find(
                directory, DEPTH, (path, attributes) -> attributes.isDirectory() && path.endsWith("blobs/sha256"))) {
            places = files.toList();
        }
        for (Path place : places) {
            checkBlobs(place);
        }
    }

    private static void checkBlobs(Path place) throws IOException {
        FileBlobs blobs = new FileBlobs(place);
        List<String> problems = new ArrayList<>();
        for (Map.Entry<Digest, Path> blob : blobs.files().entrySet()) {
            if (Files.size(blob.getValue()) <= MAX_DOCUMENT_BYTES) {
                byte[] bytes = Files.readAllBytes(blob.getValue());
                if (bytes.length > 0 && bytes[0] == '{') {
                    problems.addAll(problems(blobs, blob.getKey(), bytes));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new AssertionError("a test left in " + place + " what the image-spec forbids: " + problems);
        }
    }

    private static List<String> problems(FileBlobs blobs, Digest digest, byte[] bytes) throws IOException {
        MediaType type;
        try {
            type = OciJsonReader.mediaType(bytes);
            if (!type.isIndex()) {
                OciJsonReader.readManifest(bytes);
            }
        } catch (IOException e) {
            return List.of(); // another kind of document
        }
        Descriptor root = new Descriptor(type, digest, bytes.length);
        if (type.isIndex()) {
            Set<Digest> all = new HashSet<>(); // whose images are looked at one by one
            new ImageReader(blobs)
                    .graph(root)
                    .documents()
                    .forEach(document -> document.blobs().forEach(blob -> all.add(blob.digest())));
            return new ImageValidator(blobs, all).validate(root);
        }
        ImageManifest manifest = OciJsonReader.readManifest(bytes);
        boolean attests = manifest.layers().stream()
                .anyMatch(layer -> layer.mediaType().value().contains("in-toto"));
        if (attests || !blobs.contains(manifest.config().digest())) {
            return List.of(); // which the index is asked for; what was collected
        }
        return imageProblems(blobs, root, manifest);
    }

    private static List<String> imageProblems(FileBlobs blobs, Descriptor root, ImageManifest manifest)
            throws IOException {
        List<DiffId> diffIds;
        try (InputStream in = blobs.open(manifest.config().digest())) {
            diffIds = OciJsonReader.readConfig(in.readAllBytes()).diffIds();
        } catch (OciFormatException e) {
            diffIds = List.of(); // which the validator says better
        }
        Set<Digest> elsewhere = new HashSet<>();
        Set<Layer> read = new HashSet<>();
        for (int i = 0; i < Math.min(diffIds.size(), manifest.layers().size()); i++) {
            Descriptor blob = manifest.layers().get(i);
            Layer layer = new Layer(blob, diffIds.get(i));
            if (blob.sizeBytes() > MAX_LAYER_BYTES || !blobs.contains(blob.digest()) || RIGHT.contains(layer)) {
                elsewhere.add(blob.digest());
            } else {
                read.add(layer);
            }
        }
        List<String> problems = new ImageValidator(blobs, elsewhere).validate(root);
        if (problems.isEmpty()) {
            RIGHT.addAll(read);
        }
        return problems;
    }
}
