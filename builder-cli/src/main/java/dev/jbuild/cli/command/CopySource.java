package dev.jbuild.cli.command;

import dev.jbuild.cache.registry.BlobSource;
import dev.jbuild.cache.registry.RegistryFailures;
import dev.jbuild.cache.registry.RegistryFetch;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.NearNames;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.image.ImageLoader;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.image.LayoutImport;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.DamagedBlobException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds what is to be copied. What lies in files is brought into the store first; what lies in a registry stays there until somebody
 * asks for it.
 */
final class CopySource implements ImageLocation.Cases<CopySource.Found> {
    private static final int MAX_CONFIG_BYTES = 4 * 1024 * 1024; // 4 MiB
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final String FULL_NAME = "io.containerd.image.name";

    private final BuildStore store;
    private final Wiring wiring;
    private final Optional<Platform> platform;

    /** @param platform of an index this image only; empty for all of it */
    CopySource(BuildStore store, Wiring wiring, Optional<Platform> platform) {
        this.store = store;
        this.wiring = wiring;
        this.platform = platform;
    }

    /**
     * Something to copy.
     *
     * @param remote where its blobs are when the store has not got them
     * @param absent what it would have been without that
     */
    record Found(ImageGraph graph, Optional<RegistryFetch> remote, Optional<AbsentImages> absent) {

        private static Found here(ImageGraph graph) {
            return new Found(graph, Optional.empty(), Optional.empty());
        }

        BlobSource blobs(BuildStore store) {
            return remote.isPresent()
                    ? remote.get().blobs()
                    : blob -> store.blobs().open(blob.digest());
        }

        /** Brings all of it into the store, where it is not there yet. */
        void bringHere(BuildStore store, Wiring wiring, TransferListener transfers) throws IOException {
            if (remote.isPresent()) {
                try {
                    remote.get().into(store, graph, wiring.waits(), transfers);
                } catch (IOException e) {
                    throw RegistryFailures.meaning(remote.get().reference(), "a layer", e);
                }
            }
        }
    }

    @Override
    public Found registry(ImageLocation.InRegistry place) {
        RegistryFetch fetch = new RegistryFetch(wiring.registries(), place.reference());
        try {
            return wanted(
                    new Found(fetch.graph(platform), Optional.of(fetch), Optional.empty()),
                    place.reference().familiar());
        } catch (IOException e) {
            throw RegistryFailures.meaning(place.reference(), "the manifest", e);
        }
    }

    @Override
    public Found store(ImageLocation.InStore place) throws IOException {
        StoredImages.Found found =
                StoredImages.only(store, platform, Platform.host()).find(place.text());
        ImageReader reader = new ImageReader(store.blobs());
        ImageGraph whole = reader.graph(found.row().manifest());
        if (platform.isEmpty() && whole.missing().isEmpty()) {
            complete(reader, whole);
            return Found.here(whole);
        }
        wiring.completion(store).complete(found.image(), TransferListener.NONE);
        Optional<AbsentImages> absent = platform.isPresent()
                ? Optional.empty()
                : Optional.of(
                        new AbsentImages(place.text(), found.image().config().platform(), whole.missing()));
        return new Found(reader.graph(found.image().descriptor()), Optional.empty(), absent);
    }

    private void complete(ImageReader reader, ImageGraph whole) throws IOException {
        for (ImageGraph.Document document : whole.documents()) {
            if (document.blobs().stream().anyMatch(blob -> isMissing(blob))) {
                Image image = reader.read(document.descriptor(), Platform.host());
                wiring.completion(store).complete(image, TransferListener.NONE);
            }
        }
    }

    private boolean isMissing(Descriptor blob) {
        try {
            return !store.blobs().contains(blob.digest());
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public Found layout(ImageLocation.Layout place) throws IOException {
        return invalid(place.path(), () -> {
            LayoutImport layouts = new LayoutImport(store.blobs(), store.layers());
            LayoutImport.Files files = name -> HostFiles.openBelow(place.path(), name);
            List<Descriptor> manifests = layouts.index(files).manifests();
            ImageGraph read = layouts.read(files, named(manifests, place.name(), place.path()));
            return found(read.root().descriptor(), place.path());
        });
    }

    private static Descriptor named(List<Descriptor> manifests, String name, Path path) {
        List<Descriptor> matching = manifests.stream()
                .filter(manifest -> name.isEmpty() || names(manifest).anyMatch(name::equals))
                .toList();
        long images = matching.stream().map(Descriptor::digest).distinct().count();
        if (images == 1) {
            return matching.get(0);
        }
        List<String> known =
                manifests.stream().flatMap(CopySource::names).distinct().toList();
        throw unknown(name, images, known, path);
    }

    private static Stream<String> names(Descriptor manifest) {
        return Stream.of(
                        manifest.annotations().getOrDefault(REF_NAME, ""),
                        manifest.annotations().getOrDefault(FULL_NAME, ""),
                        manifest.digest().toString())
                .filter(name -> !name.isEmpty());
    }

    private static BuildException unknown(String name, long images, List<String> known, Path path) {
        String what = name.isEmpty()
                ? "got %d images in \"%s\", want one".formatted(images, path)
                : "no image \"%s\" in \"%s\"%s".formatted(name, path, NearNames.suggestion(name, known));
        return BuildException.of(ErrorCode.IMAGE_UNKNOWN, what)
                .withHint("name one behind the path: " + String.join(", ", known));
    }

    @Override
    public Found archive(ImageLocation.Archive place) throws IOException {
        return invalid(place.path(), () -> {
            try (InputStream archive = HostFiles.open(place.path(), "the archive")) {
                List<ImageLoader.Loaded> all = new ImageLoader(store.blobs(), store.layers()).load(archive);
                return found(chosen(all, place), place.path());
            }
        });
    }

    private static Descriptor chosen(List<ImageLoader.Loaded> all, ImageLocation.Archive place) {
        List<ImageLoader.Loaded> matching = all.stream()
                .filter(image -> place.name().isEmpty() || image.goesBy(place.name()))
                .toList();
        if (matching.size() == 1) {
            return matching.get(0).manifest();
        }
        List<String> known = all.stream()
                .flatMap(image ->
                        Stream.concat(image.names().stream().map(ImageReference::familiar), image.marks().stream()))
                .toList();
        throw unknown(place.name(), matching.size(), known, place.path());
    }

    /** Refuses an image without an index that is for another platform than was asked for. */
    private Found wanted(Found found, String name) throws IOException {
        List<Descriptor> blobs = found.graph().root().blobs();
        if (platform.isEmpty() || blobs.isEmpty()) {
            return found;
        }
        Descriptor config = blobs.get(blobs.size() - 1);
        if (!config.mediaType().equals(MediaType.OCI_CONFIG)
                && !config.mediaType().equals(MediaType.DOCKER_CONFIG)) {
            return found; // no image
        }
        Platform actual;
        try (InputStream in = found.blobs(store).open(config)) {
            actual = OciJsonReader.readConfig(in.readNBytes(MAX_CONFIG_BYTES)).platform();
        }
        if (!platform.get().accepts(actual)) {
            throw BuildException.of(
                            ErrorCode.IMAGE_UNKNOWN,
                            "the image \"%s\" is for another platform: got %s, want %s"
                                    .formatted(name, actual, platform.get()))
                    .withHint("leave out --platform to take it as it is");
        }
        return found;
    }

    private Found found(Descriptor root, Path path) throws IOException {
        ImageReader reader = new ImageReader(store.blobs());
        Descriptor meant =
                platform.isPresent() ? reader.read(root, platform.get()).descriptor() : root;
        return wanted(Found.here(reader.graph(meant)), path.toString());
    }

    private interface Reading {
        Found read() throws IOException;
    }

    private static Found invalid(Path path, Reading reading) throws IOException {
        try {
            return reading.read();
        } catch (InvalidArchiveException
                | OciFormatException
                | DamagedBlobException
                | java.nio.file.NoSuchFileException e) {
            throw BuildException.of(ErrorCode.ARCHIVE_INVALID, "cannot read \"%s\": %s".formatted(path, e.getMessage()))
                    .withHint("give an OCI layout, or an archive that 'skopeo copy', 'docker save' or jbuild made")
                    .withCause(e);
        }
    }
}
