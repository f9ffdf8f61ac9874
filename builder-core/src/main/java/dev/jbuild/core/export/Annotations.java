package dev.jbuild.core.export;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.Platform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The annotations that a user asks for, each with the document that it stands in and maybe the platform that it is for. */
public record Annotations(List<Annotation> all) {
    public static final Annotations NONE = new Annotations(List.of());

    private static final String OPTION = "annotation";

    public Annotations {
        all = List.copyOf(all);
    }

    /** Where an annotation stands. */
    public enum Place {
        MANIFEST("manifest"),
        INDEX("index"),
        MANIFEST_DESCRIPTOR("manifest-descriptor"),
        INDEX_DESCRIPTOR("index-descriptor");

        private final String id;

        Place(String id) {
            this.id = id;
        }
    }

    /** @param platform null for all of them */
    public record Annotation(Place place, @Nullable Platform platform, String key, String value) {}

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** These and others; of two for the same key the later one counts. */
    public Annotations and(Annotations others) {
        List<Annotation> both = new ArrayList<>(all);
        both.addAll(others.all);
        return new Annotations(both);
    }

    /** A BuildException when one is for a platform that none of the images is for. */
    void checkPlatforms(List<Image> images) {
        for (Annotation annotation : all) {
            Platform platform = annotation.platform;
            if (platform != null
                    && images.stream()
                            .noneMatch(image -> platform.means(image.config().platform()))) {
                List<Platform> known =
                        images.stream().map(image -> image.config().platform()).toList();
                throw BuildException.of(
                                ErrorCode.USAGE,
                                "annotation \"%s\": got platform %s, want one of what is built, %s"
                                        .formatted(annotation.key, platform, known))
                        .withHint("leave [%s] out for all of them".formatted(platform));
            }
        }
    }

    /** What stands in a place that belongs to no platform, by key. */
    public Map<String, String> of(Place place) {
        Map<String, String> found = new TreeMap<>();
        all.stream()
                .filter(annotation -> annotation.place == place)
                .forEach(annotation -> found.put(annotation.key, annotation.value));
        return found;
    }

    /** What stands in a place for the image of a platform, by key. */
    public Map<String, String> of(Place place, Platform platform) {
        Map<String, String> found = new TreeMap<>();
        for (Annotation annotation : all) {
            if (annotation.place == place && (annotation.platform == null || annotation.platform.means(platform))) {
                found.put(annotation.key, annotation.value);
            }
        }
        return found;
    }

    /** True for the name of an output's option that {@link #ofOptions} reads. */
    public static boolean isOption(String name) {
        return name.startsWith(OPTION + ".") || name.startsWith(OPTION + "-") || name.startsWith(OPTION + "[");
    }

    /** Reads {@code annotation[-place][[platform]].key=value} out of an output's options; others are left to the caller. */
    public static Annotations ofOptions(Map<String, String> options) {
        List<Annotation> found = new ArrayList<>();
        for (Map.Entry<String, String> option : new TreeMap<>(options).entrySet()) {
            if (isOption(option.getKey())) {
                found.add(ofOption(option.getKey(), option.getValue()));
            }
        }
        return new Annotations(found);
    }

    private static Annotation ofOption(String name, String value) {
        int closed = name.indexOf("].");
        int dot = closed >= 0 ? closed + 1 : name.indexOf('.');
        String target = dot < 0 ? name : name.substring(0, dot);
        String place = target.substring(OPTION.length());
        if (dot < 0 || dot == name.length() - 1) {
            throw OptionValues.wrong(name, value, "annotation[-manifest|-index|…][[platform]].KEY=VALUE");
        }
        return annotation(place.startsWith("-") ? place.substring(1) : place, name.substring(dot + 1), value, name);
    }

    /** Reads a value of {@code --annotation}: {@code [place[[platform]][,place…]:]key=value}. */
    public static Annotations ofFlag(String text) {
        int equals = text.indexOf('=');
        int colon = text.lastIndexOf(':', equals < 0 ? text.length() : equals);
        if (equals <= colon + 1) {
            throw BuildException.of(
                    ErrorCode.USAGE, "annotation \"%s\": want [PLACE[,PLACE…]:]KEY=VALUE".formatted(text));
        }
        String key = text.substring(colon + 1, equals);
        String value = text.substring(equals + 1);
        List<String> places =
                colon < 0 ? List.of("") : Arrays.asList(text.substring(0, colon).split(",", -1));
        return new Annotations(places.stream()
                .map(place -> annotation(place, key, value, text))
                .toList());
    }

    private static Annotation annotation(String target, String key, String value, String said) {
        int open = target.indexOf('[');
        String name = open < 0 ? target : target.substring(0, open);
        Place place = place(name)
                .orElseThrow(() -> BuildException.of(
                                ErrorCode.USAGE, "annotation \"%s\": no place is called \"%s\"".formatted(said, name))
                        .withHint("take manifest, index, manifest-descriptor or index-descriptor"));
        if (open < 0) {
            return new Annotation(place, null, key, value);
        }
        if (place == Place.INDEX || place == Place.INDEX_DESCRIPTOR) {
            throw BuildException.of(ErrorCode.USAGE, "annotation \"%s\": an index is for all platforms".formatted(said))
                    .withHint("take manifest or manifest-descriptor for one of them");
        }
        try {
            int end = target.endsWith("]") ? target.length() - 1 : open + 1;
            return new Annotation(place, Platform.parse(target.substring(open + 1, end)), key, value);
        } catch (IllegalArgumentException e) {
            throw BuildException.of(ErrorCode.USAGE, "annotation \"%s\": %s".formatted(said, e.getMessage()))
                    .withCause(e);
        }
    }

    private static Optional<Place> place(String name) {
        return name.isEmpty()
                ? Optional.of(Place.MANIFEST)
                : Arrays.stream(Place.values())
                        .filter(place -> place.id.equals(name))
                        .findFirst();
    }
}
