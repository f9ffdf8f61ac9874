package dev.jbuild.core.export;

import dev.jbuild.core.image.Image;
import java.io.IOException;

/** Gives an image's layers the compression that an output asks for. */
@FunctionalInterface
public interface ImageRecompression {

    /** As stored. */
    ImageRecompression NONE = image -> image;

    /** The same image with other layer blobs, all of them in the blob store. */
    Image apply(Image image) throws IOException;
}
