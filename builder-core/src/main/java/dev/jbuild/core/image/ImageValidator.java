package dev.jbuild.core.image;

import dev.jbuild.core.layer.Decompression;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.layer.LayerReader;
import dev.jbuild.core.layer.TarEntry;
import dev.jbuild.core.layer.TarLimits;
import dev.jbuild.core.layer.TarReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.store.BlobStore;
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
 * Checks a whole image against the image-spec: digests and sizes of every blob, diffIDs, the count of history rows, and that no
 * layer names a path twice. Reads every byte. Thread-safe.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/spec.md">image-spec</a>
 */
public final class ImageValidator {
    private final BlobStore blobs;

    public ImageValidator(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** What is wrong, a line each; empty for an image that is whole. */
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
        if (!checkSize(what, descriptor, problems)) {
            return;
        }
        try (InputStream blob = blobs.open(descriptor.digest())) {
            LayerReader.readLayer(blob, diffId, TarLimits.DEFAULT);
        } catch (InvalidArchiveException | NoSuchFileException e) {
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
