package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.store.ImageStore.StoredImage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images of the store by what a user writes: a reference, or an image ID or the beginning of one. */
final class StoredImages {
    private static final int MIN_ID_LENGTH = 4; // shorter is taken for a name

    private final BuildStore store;
    private final ImageReader reader;
    private final Platform platform;
    private final Optional<Platform> asked;
    private final Map<StoredImage, BuildException> damaged = new LinkedHashMap<>();

    /** An image of the store and the row that names it. */
    record Found(StoredImage row, Image image) {}

    StoredImages(BuildStore store) {
        this(store, Platform.host());
    }

    /** @param platform which image of an index is meant; where it is not here, the first that is */
    StoredImages(BuildStore store, Platform platform) {
        this(store, platform, Optional.empty());
    }

    private StoredImages(BuildStore store, Platform platform, Optional<Platform> asked) {
        this.store = store;
        this.platform = platform;
        this.asked = asked;
        this.reader = new ImageReader(store.blobs());
    }

    /** Of an index the image for the platform that a user names, and no other; where none is named, as for {@code meant}. */
    static StoredImages only(BuildStore store, Optional<Platform> asked, Platform meant) {
        return new StoredImages(store, asked.orElse(meant), asked);
    }

    /** Those that an option {@code --platform} means. */
    static StoredImages of(BuildStore store, ParseResult options, Console console) {
        Platform platform = Platforms.of(options, console);
        return only(store, Options.text(options, "--platform").map(text -> platform), platform);
    }

    /** All of them, newest first, but for the {@link #damaged()}. */
    List<Found> all() throws IOException {
        List<Found> all = new ArrayList<>();
        damaged.clear();
        for (StoredImage row : store.images().list()) {
            try {
                all.add(found(row));
            } catch (BuildException e) {
                if (e.code() != ErrorCode.IMAGE_INVALID) {
                    throw e;
                }
                damaged.put(row, e);
            }
        }
        return all;
    }

    /** Those that {@link #all()} left out, as their documents are missing or damaged, with what is said of each. */
    Map<StoredImage, BuildException> damaged() {
        return damaged;
    }

    /** The damaged image that a user means by a name, or by its manifest's digest. */
    Optional<StoredImage> findDamaged(String text) throws IOException {
        all();
        if (text.startsWith("sha256:")) {
            return damaged.keySet().stream()
                    .filter(row -> row.manifest().digest().toString().startsWith(text))
                    .findFirst();
        }
        return store.images().find(reference(text)).filter(damaged::containsKey);
    }

    private Found found(StoredImage row) throws IOException {
        try {
            return new Found(row, read(row));
        } catch (NoSuchFileException e) {
            throw damaged(row, e.getReason() == null ? "a blob is not there" : e.getReason(), e);
        } catch (DamagedBlobException | OciFormatException e) {
            throw damaged(row, String.valueOf(e.getMessage()), e);
        }
    }

    private static BuildException damaged(StoredImage row, String problem, IOException cause) {
        String name = row.reference()
                .map(ImageReference::familiar)
                .orElse(row.manifest().digest().toString());
        return BuildException.of(
                        ErrorCode.IMAGE_INVALID,
                        "the image \"%s\" is damaged in the store: %s".formatted(name, problem))
                .withHint("remove it by jbuild rmi %s, and pull or build it again".formatted(name))
                .withCause(cause);
    }

    /** What a user means; unknown is a BuildException with near names. */
    Found find(String text) throws IOException {
        Found found = findIfAny(text).orElseThrow(() -> unknown(text));
        Platform actual = found.image().config().platform();
        if (asked.isPresent() && !asked.get().accepts(actual)) {
            String name = found.row().reference().map(ImageReference::familiar).orElse(text);
            throw BuildException.of(
                            ErrorCode.IMAGE_UNKNOWN,
                            "the store has \"%s\" for %s, and not for %s".formatted(text, here(found), platform))
                    .withHint("fetch it with jbuild pull --platform %s %s".formatted(platform, name));
        }
        return found;
    }

    /** What a user means, whatever it is for; empty when the store has no such name or ID. */
    Optional<Found> findIfAny(String text) throws IOException {
        if (text.startsWith("sha256:")) {
            return byId(text);
        }
        Optional<StoredImage> row = store.images().find(reference(text)); // before IDs that begin like a name
        return row.isPresent() ? Optional.of(found(row.get())) : byId(text);
    }

    /** All that it is for here. */
    private String here(Found found) throws IOException {
        List<String> platforms = new ArrayList<>();
        for (ImageGraph.Document document : reader.graph(found.row().manifest()).documents()) {
            if (ImageTree.isImage(document.descriptor())) {
                document.descriptor().platformIfAny().map(Platform::toString).ifPresent(platforms::add);
            }
        }
        return platforms.isEmpty() ? found.image().config().platform().toString() : String.join(", ", platforms);
    }

    /** The rows that name one image. */
    List<Found> namesOf(Digest imageId) throws IOException {
        return all().stream()
                .filter(found -> found.image().id().equals(imageId))
                .toList();
    }

    static ImageReference reference(String text) {
        try {
            return ImageReference.parse(text);
        } catch (IllegalArgumentException e) {
            throw BuildException.of(ErrorCode.REFERENCE_INVALID, "no reference \"" + text + "\": " + e.getMessage())
                    .withHint("write it as name[:tag], in lower case");
        }
    }

    /** A name that an image is to get: without a digest, which no image can be given. */
    static ImageReference newReference(String text) {
        ImageReference reference = reference(text);
        if (reference.digestIfAny().isPresent()) {
            throw BuildException.of(
                            ErrorCode.REFERENCE_INVALID,
                            "the new reference \"%s\" has a digest, which belongs to one image only"
                                    .formatted(reference.familiar()))
                    .withHint("write it as name[:tag]");
        }
        return reference;
    }

    /** What a reference names; unknown is a BuildException. */
    StoredImage findReference(ImageReference reference) throws IOException {
        return store.images().find(reference).orElseThrow(() -> unknown(reference.familiar()));
    }

    /** Of an index the image for the platform; where it is not here, the first that is. */
    private Image read(StoredImage row) throws IOException {
        if (!row.manifest().mediaType().isIndex()) {
            return reader.read(row.manifest(), platform);
        }
        List<Descriptor> here = reader.graph(row.manifest()).documents().stream()
                .map(ImageGraph.Document::descriptor)
                .toList();
        Optional<Descriptor> nearest = ImageReader.nearest(here, platform);
        if (nearest.isPresent()) {
            return reader.read(nearest.get(), platform);
        }
        for (ImageGraph.Document document : reader.graph(row.manifest()).documents()) {
            if (!document.blobs().isEmpty() && ImageTree.isImage(document.descriptor())) {
                return reader.read(document.descriptor(), platform);
            }
        }
        return reader.read(row.manifest(), platform);
    }

    private Optional<Found> byId(String text) throws IOException {
        String hex = text.startsWith("sha256:") ? text.substring("sha256:".length()) : text;
        if (hex.length() < MIN_ID_LENGTH || !hex.matches("[0-9a-f]+")) {
            return Optional.empty();
        }
        List<Found> all = all();
        List<Found> matching = all.stream()
                .filter(found -> found.image().id().hex().startsWith(hex))
                .toList();
        if (matching.isEmpty()) { // an index of several platforms goes by its digest
            matching = all.stream()
                    .filter(found -> found.row().manifest().digest().hex().startsWith(hex))
                    .toList();
        }
        long ids = matching.stream().map(found -> found.image().id()).distinct().count();
        if (ids > 1) {
            throw BuildException.of(ErrorCode.IMAGE_UNKNOWN, "image ID \"" + text + "\" is the beginning of " + ids)
                    .withHint("give more digits of the ID");
        }
        return matching.stream().findFirst();
    }

    private static BuildException unknown(String text) {
        return BuildException.of(ErrorCode.IMAGE_UNKNOWN, "no image \"" + text + "\" in the store")
                .withHint("run 'jbuild images' to see what there is");
    }
}
