package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why of an index one image only is taken: others that it names were never fetched.
 *
 * @param index as a user named it
 * @param taken what the one image is for
 * @param absent manifests that are not in the store
 */
record AbsentImages(String index, Platform taken, List<Descriptor> absent) {
    private static final int MOST_SHOWN = 8;

    AbsentImages {
        absent = List.copyOf(absent);
    }

    /** Says it where it is so. */
    static void tell(Optional<AbsentImages> images, Console console) {
        if (images.isPresent()) {
            console.err().println("warning: " + images.get());
        }
    }

    /** With what can be done about it. */
    @Override
    public String toString() {
        return "\"%s\" is an index, of which only the image for %s is taken: the store has no %s"
                        .formatted(index, taken, named(absent))
                + "\n  try: jbuild copy registry:NAME …, by the name that it was pulled by, for all of it; --platform for another";
    }

    /** Images by their platforms, a few of them. */
    static String named(List<Descriptor> absent) {
        List<String> names = new ArrayList<>();
        for (Descriptor manifest : absent) {
            String name = ImageTree.isImage(manifest)
                    ? manifest.platformIfAny()
                            .map(Platform::toString)
                            .orElse(manifest.digest().shortHex())
                    : "attestations";
            if (!names.contains(name)) {
                names.add(name);
            }
        }
        return names.size() <= MOST_SHOWN
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_SHOWN)) + " and " + (names.size() - MOST_SHOWN) + " more";
    }
}
