package dev.jbuild.cli.command;

import dev.jbuild.cache.registry.RegistryFetch;
import dev.jbuild.cache.registry.RegistryPush;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.export.LayoutExporter;
import dev.jbuild.core.export.OutputTarget;
import dev.jbuild.core.export.PackagedImage;
import dev.jbuild.core.export.Packaging;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.util.List;

/** Writes what is copied to its place; returns what went there as people read it. */
final class CopyDestination implements ImageLocation.Cases<String> {
    private final CopySource.Found source;
    private final BuildStore store;
    private final Wiring wiring;
    private final Platform platform;
    private TransferListener transfers = TransferListener.NONE;

    /** @param platform of the one image that the manifest.json of a docker archive has */
    CopyDestination(CopySource.Found source, BuildStore store, Wiring wiring, Platform platform) {
        this.source = source;
        this.store = store;
        this.wiring = wiring;
        this.platform = platform;
    }

    CopyDestination telling(TransferListener listener) {
        this.transfers = listener;
        return this;
    }

    /** Straight from registry to registry: what is there is not even fetched. */
    @Override
    public String registry(ImageLocation.InRegistry place) {
        requireOwn(place.reference());
        String from = source.remote()
                .map(RegistryFetch::reference)
                .filter(reference ->
                        reference.registry().equals(place.reference().registry()))
                .map(ImageReference::repository)
                .orElse("");
        RegistryPush push = new RegistryPush(
                wiring.registries(),
                source.blobs(store),
                (target, blob) -> from.isEmpty() ? List.of() : List.of(from),
                wiring.waits());
        push.push(place.reference(), source.graph(), transfers);
        return place.reference().toString();
    }

    @Override
    public String store(ImageLocation.InStore place) throws IOException {
        ImageReference reference = StoredImages.reference(place.text());
        requireOwn(reference);
        bringHere();
        store.publish();
        store.images().put(reference, source.graph().root().descriptor());
        return reference.familiar();
    }

    @Override
    public String layout(ImageLocation.Layout place) throws IOException {
        bringHere();
        layouts(LayoutExporter.Shape.OCI, new LayoutExporter.Place.Directory(place.path()))
                .export(source.graph(), place.name());
        return place.path().toString();
    }

    @Override
    public String archive(ImageLocation.Archive place) throws IOException {
        LayoutExporter.Place file = new LayoutExporter.Place.Archive(new OutputTarget.ToFile(place.path()));
        bringHere();
        if (place.kind() == ImageLocation.Kind.OCI) {
            layouts(LayoutExporter.Shape.OCI, file).export(source.graph(), place.name());
        } else {
            List<ImageReference> names =
                    place.name().isEmpty() ? List.of() : List.of(StoredImages.newReference(place.name()));
            layouts(LayoutExporter.Shape.DOCKER, file).export(List.of(new LayoutExporter.Named(packaged(), names)));
        }
        return place.path().toString();
    }

    /** A digest may be said again, and not be another's. */
    private void requireOwn(ImageReference name) {
        Digest digest = source.graph().root().descriptor().digest();
        if (!name.digestIfAny().orElse(digest).equals(digest)) {
            throw BuildException.of(
                    ErrorCode.REFERENCE_INVALID,
                    "the new reference \"%s\" has a digest: got an image of digest %s"
                            .formatted(name.familiar(), digest));
        }
    }

    /** All of it; programs that know of one image only are told of the one for a platform, or else of the first. */
    private PackagedImage packaged() throws IOException {
        Descriptor root = source.graph().root().descriptor();
        List<Descriptor> images = source.graph().documents().stream()
                .filter(document -> !document.blobs().isEmpty())
                .map(ImageGraph.Document::descriptor)
                .toList();
        Descriptor one = root.mediaType().isIndex()
                ? ImageReader.nearest(images, platform).orElse(images.get(0))
                : root;
        return new PackagedImage(root, List.of(new ImageReader(store.blobs()).read(one, platform)));
    }

    private LayoutExporter layouts(LayoutExporter.Shape shape, LayoutExporter.Place place) {
        return new LayoutExporter(store.blobs(), Packaging.asStored(store.blobs(), store.layers()), shape, place);
    }

    private void bringHere() throws IOException {
        source.bringHere(store, wiring, transfers);
    }
}
