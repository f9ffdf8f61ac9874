package dev.jbuild.core.image;

import dev.jbuild.core.oci.DiffId;
import java.util.List;
import java.util.Set;

/**
 * What one build made: an image for each platform that was asked for, in that order, with what is claimed of it.
 *
 * @param built at least one
 * @param index when an index stands around them
 */
public record ImageSet(List<Built> built, Index index) {

    /** When an index stands around the images of a build. */
    public enum Index {
        /** Where there is more than one manifest. */
        WHERE_NEEDED,
        /** Around a single image, too. */
        ALWAYS
    }

    /**
     * One of them.
     *
     * @param baseLayers those of its layers that an image gave which was there before; no output changes their files
     */
    public record Built(Image image, Set<DiffId> baseLayers, List<Attestation> attestations) {
        public Built {
            baseLayers = Set.copyOf(baseLayers);
            attestations = List.copyOf(attestations);
        }

        /** With what is claimed of it. */
        public Built attestedBy(List<Attestation> claims) {
            return new Built(image, baseLayers, claims);
        }
    }

    public ImageSet {
        built = List.copyOf(built);
        if (built.isEmpty()) {
            throw new IllegalArgumentException("got a build without an image");
        }
    }

    /** Images with an index around them where there is more than one manifest. */
    public ImageSet(List<Built> built) {
        this(built, Index.WHERE_NEEDED);
    }

    /** Images of which nothing is claimed and no layer is a base's. */
    public static ImageSet of(Image... images) {
        return new ImageSet(List.of(images).stream()
                .map(image -> new Built(image, Set.of(), List.of()))
                .toList());
    }

    /** The images, one a platform. */
    public List<Image> images() {
        return built.stream().map(Built::image).toList();
    }

    /** The image of the first platform. */
    public Image first() {
        return built.get(0).image();
    }

    /** Whether an index stands around them. */
    public boolean isIndexed() {
        return index == Index.ALWAYS || !isSingle() || isAttested();
    }

    /** Whether it is for one platform. */
    public boolean isSingle() {
        return built.size() == 1;
    }

    /** Whether anything is claimed of its images. */
    public boolean isAttested() {
        for (Built image : built) {
            if (!image.attestations().isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
