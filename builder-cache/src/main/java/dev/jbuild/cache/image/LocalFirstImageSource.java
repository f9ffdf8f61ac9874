package dev.jbuild.cache.image;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.oci.TransferListener;
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
    private Optional<ImageSource> made = Optional.empty();

    /** When a registry is asked. */
    public enum Pull {
        /** For what the store lacks. */
        MISSING,
        /** Always; {@code --pull}. */
        ALWAYS,
        /** Never. */
        NEVER
    }

    /** @param remote is asked once at most */
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
        boolean moves = reference.digestIfAny().isEmpty(); // what a digest names is always the same
        Optional<ResolvedImage> here =
                pull == Pull.ALWAYS && moves ? Optional.empty() : stored.find(reference, platform);
        if (here.isPresent()) {
            return here.get();
        }
        try {
            return remote().resolve(reference, platform);
        } catch (BuildException e) {
            throw told(e, reference, platform);
        }
    }

    @Override
    public ResolvedImage resolveAny(ImageReference reference, Platform usual) throws IOException {
        boolean moves = reference.digestIfAny().isEmpty();
        Optional<ResolvedImage> here =
                pull == Pull.ALWAYS && moves ? Optional.empty() : stored.findAny(reference, usual);
        return here.isPresent() ? here.get() : resolve(reference, usual);
    }

    /** With what the store has in place of what nobody sends. */
    private BuildException told(BuildException failure, ImageReference reference, Platform platform)
            throws IOException {
        if (pull == Pull.ALWAYS && stored.find(reference, platform).isPresent()) {
            return BuildException.of(failure.code(), failure.getMessage())
                    .withHint("leave out --pull to take what the store has under this name")
                    .withCause(failure);
        }
        String near = stored.instead(reference);
        return near.isEmpty()
                ? failure
                : BuildException.of(failure.code(), failure.getMessage() + near)
                        .withHint(failure.hint())
                        .withCause(failure);
    }

    @Override
    public List<LayerIndex> fetchLayers(ResolvedImage image) throws IOException {
        return fetchLayers(image, TransferListener.NONE);
    }

    /** The layers from the store; when it lacks bytes, from where the image came. */
    @Override
    public List<LayerIndex> fetchLayers(ResolvedImage image, TransferListener transfers) throws IOException {
        try {
            return stored.fetchLayers(image);
        } catch (BuildException e) {
            if (pull == Pull.NEVER || e.code() != ErrorCode.IMAGE_INVALID) {
                throw e;
            }
            return remote().fetchLayers(image, transfers);
        }
    }

    private synchronized ImageSource remote() {
        if (made.isEmpty()) {
            made = Optional.of(remote.get());
        }
        return made.get();
    }
}
