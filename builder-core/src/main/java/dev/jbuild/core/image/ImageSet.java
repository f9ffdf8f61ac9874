package dev.jbuild.core.image;

import java.util.List;

/**
 * What one build made: an image for each platform that was asked for, in that order. An index stands around them where there are several.
 *
 * @param images at least one
 */
public record ImageSet(List<Image> images) {

    public ImageSet {
        images = List.copyOf(images);
        if (images.isEmpty()) {
            throw new IllegalArgumentException("got a build without an image");
        }
    }

    public static ImageSet of(Image image) {
        return new ImageSet(List.of(image));
    }

    /** The image of the first platform. */
    public Image first() {
        return images.get(0);
    }

    /** Whether one manifest alone says what this is. */
    public boolean isSingle() {
        return images.size() == 1;
    }
}
