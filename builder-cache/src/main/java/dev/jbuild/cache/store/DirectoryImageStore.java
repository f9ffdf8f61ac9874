package dev.jbuild.cache.store;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.store.ImageStore;
import dev.jbuild.core.store.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** References as files. Thread-safe, and safe among processes. */
public final class DirectoryImageStore implements ImageStore {
    private final BuildSpace space;
    private final ImageFiles files;
    private final Clock clock;

    public DirectoryImageStore(BuildSpace space, Clock clock) {
        this.space = space;
        this.files = new ImageFiles(space.disk(), space.paths());
        this.clock = clock;
    }

    @Override
    public Optional<StoredImage> find(ImageReference reference) throws IOException {
        Optional<StoredImage> found;
        Optional<Digest> digest = reference.digestIfAny();
        if (digest.isEmpty()) {
            found = files.read(files.of(reference));
        } else {
            found = files.list().stream()
                    .filter(image -> image.manifest().digest().equals(digest.get()))
                    .findFirst();
        }
        if (found.isPresent()) {
            space.keep(Lease.Kind.BLOB, found.get().manifest().digest());
        }
        return found;
    }

    @Override
    public void put(ImageReference reference, Descriptor manifest) throws IOException {
        Path place = files.of(reference);
        Optional<StoredImage> before = files.read(place);
        if (before.isPresent() && !before.get().manifest().equals(manifest)) {
            putDangling(
                    before.get().manifest(),
                    Optional.of(reference)); // it stays until somebody removes it, as with Docker
        }
        put(place, before, new StoredImage(Optional.of(reference), manifest, Instant.now(clock)));
        delete(files.ofDangling(manifest));
    }

    @Override
    public void putDangling(Descriptor manifest) throws IOException {
        putDangling(manifest, Optional.empty());
    }

    /** @param leaving a reference that will not name it any more */
    private void putDangling(Descriptor manifest, Optional<ImageReference> leaving) throws IOException {
        Path place = files.ofDangling(manifest);
        // One that is there already has no name: it is deleted when the image gets one. So not every image is read
        // again.
        Optional<StoredImage> before = files.read(place);
        List<StoredImage> others = before.isPresent() ? List.of() : files.list();
        for (StoredImage image : others) {
            boolean names = image.reference().isPresent() && !image.reference().equals(leaving);
            if (names && image.manifest().digest().equals(manifest.digest())) {
                return;
            }
        }
        put(place, before, new StoredImage(Optional.empty(), manifest, Instant.now(clock)));
    }

    // One that names the same is durable since it was put: a build that is all cached syncs nothing.
    private void put(Path place, Optional<StoredImage> there, StoredImage image) throws IOException {
        if (there.isPresent()
                && there.get().reference().equals(image.reference())
                && there.get().manifest().equals(image.manifest())) {
            if (space.durability().hasFound()) {
                space.durability().named(blobsOf(image.manifest()));
            }
            return;
        }
        Durability.Reference reference = new Durability.Reference(
                space.temporary("image"), place, ImageFiles.encode(image), filesOf(image.manifest()));
        space.durability().publishNow(reference);
    }

    private List<Path> blobsOf(Descriptor manifest) throws IOException {
        ImageContents contents = new ImageContents(space.disk(), space.paths());
        contents.addBlobs(manifest);
        List<Path> blobs = new ArrayList<>();
        for (Digest blob : contents.blobs()) {
            blobs.add(space.paths().blob(blob));
        }
        return blobs;
    }

    private List<Path> filesOf(Descriptor manifest) throws IOException {
        ImageContents contents = new ImageContents(space.disk(), space.paths());
        contents.add(manifest);
        List<Path> named = new ArrayList<>();
        for (Digest blob : contents.blobs()) {
            space.keep(Lease.Kind.BLOB, blob);
            named.add(space.paths().blob(blob));
        }
        named.addAll(new LayerFiles(space).of(List.copyOf(contents.layers())));
        return named;
    }

    @Override
    public boolean remove(ImageReference reference) throws IOException {
        return delete(files.of(reference));
    }

    @Override
    public boolean removeDangling(Descriptor manifest) throws IOException {
        return delete(files.ofDangling(manifest));
    }

    private boolean delete(Path file) throws IOException {
        boolean was = space.disk().delete(file);
        if (was) {
            space.disk().sync(file.getParent()); // else a power cut would bring it back
        }
        return was;
    }

    @Override
    public List<StoredImage> list() throws IOException {
        return files.list();
    }
}
