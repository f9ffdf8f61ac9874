package dev.jbuild.cache.image;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.source.ImageSource;
import dev.jbuild.core.tree.LayerIndex;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Base images from the store where it has them, else from elsewhere. What is elsewhere is made when it is first needed, so that a
 * build whose images are all here loads no network. Thread-safe.
 */
public final class LocalFirstImageSource implements ImageSource {
    private final StoredImageSource stored;
    private final Supplier<ImageSource> remote;
    private final Pull pull;

    /** When a registry is asked. */
    public enum Pull {
        /** For what the store lacks. */
        MISSING,
        /** Always; {@code --pull}. */
        ALWAYS,
        /** Never. */
        NEVER
    }

    /** @param remote gives the same source every time */
    public LocalFirstImageSource(StoredImageSource stored, Supplier<ImageSource> remote, Pull pull) {
        this.stored = stored;
        this.remote = remote;
        this.pull = pull;
    }

    @Override
    public ResolvedImage resolve(ImageReference reference, Platform platform) throws IOException {
        if (pull == Pull.NEVER) {
            return stored.resolve(reference, platform);
        }
        Optional<ResolvedImage> here = pull == Pull.ALWAYS ? Optional.empty() : stored.find(reference, platform);
        return here.isPresent() ? here.get() : remote.get().resolve(reference, platform);
    }

    /** The layers from the store; when it lacks bytes, from where the image came. */
    @Override
    public List<LayerIndex> fetchLayers(ResolvedImage image) throws IOException {
        try {
            return stored.fetchLayers(image);
        } catch (BuildException e) {
            if (pull == Pull.NEVER || e.code() != ErrorCode.IMAGE_INVALID) {
                throw e;
            }
            return remote.get().fetchLayers(image);
        }
    }
}
