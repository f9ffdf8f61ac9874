package dev.jbuild.core.store;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** References of the local store: what manifest or index they name. Thread-safe, and safe among processes. */
public interface ImageStore {

    /** What a reference names; one with a digest is found by its digest among what is stored. */
    Optional<StoredImage> find(ImageReference reference) throws IOException;

    /**
     * Sets a reference, durable together with everything that it names when this returns. The image that it named before, and that has no
     * other reference, is kept without a name.
     */
    void put(ImageReference reference, Descriptor manifest) throws IOException;

    /** Keeps an image without a name; one that has a name stays as it is. */
    void putDangling(Descriptor manifest) throws IOException;

    /** Forgets a reference; false when there was none. */
    boolean remove(ImageReference reference) throws IOException;

    /** Forgets an image that has no name; false when there was none. */
    boolean removeDangling(Descriptor manifest) throws IOException;

    /** All of them, newest first. */
    List<StoredImage> list() throws IOException;

    /** @param reference empty for an image without a name */
    record StoredImage(Optional<ImageReference> reference, Descriptor manifest, Instant stored) {}
}
