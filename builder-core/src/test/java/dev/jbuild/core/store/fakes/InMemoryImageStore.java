package dev.jbuild.core.store.fakes;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.store.ImageStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** References in a list, in the order in which they were set. Thread-safe. */
public final class InMemoryImageStore implements ImageStore {
    private final List<StoredImage> images = new ArrayList<>();
    private final Clock clock;

    public InMemoryImageStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Optional<StoredImage> find(ImageReference reference) {
        return list().stream()
                .filter(image -> reference
                        .digestIfAny()
                        .map(digest -> image.manifest().digest().equals(digest))
                        .orElseGet(() -> image.reference().equals(Optional.of(reference))))
                .findFirst();
    }

    @Override
    public synchronized void put(ImageReference reference, Descriptor manifest) {
        Optional<StoredImage> before = images.stream()
                .filter(image -> image.reference().equals(Optional.of(reference)))
                .findFirst();
        remove(reference);
        before.map(StoredImage::manifest).filter(old -> !old.equals(manifest)).ifPresent(this::putDangling);
        removeDangling(manifest);
        images.add(new StoredImage(Optional.of(reference), manifest, Instant.now(clock)));
    }

    @Override
    public synchronized void putDangling(Descriptor manifest) {
        if (images.stream()
                .anyMatch(image -> image.reference().isPresent()
                        && image.manifest().digest().equals(manifest.digest()))) {
            return;
        }
        removeDangling(manifest);
        images.add(new StoredImage(Optional.empty(), manifest, Instant.now(clock)));
    }

    @Override
    public synchronized boolean remove(ImageReference reference) {
        return images.removeIf(image -> image.reference().equals(Optional.of(reference)));
    }

    @Override
    public synchronized boolean removeDangling(Descriptor manifest) {
        return images.removeIf(image ->
                image.reference().isEmpty() && image.manifest().digest().equals(manifest.digest()));
    }

    @Override
    public synchronized List<StoredImage> list() {
        List<StoredImage> newestFirst = new ArrayList<>(images);
        Collections.reverse(newestFirst);
        return newestFirst;
    }
}
