package dev.jbuild.cli.command;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.ImageReference;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The options {@code --filter} of {@code jbuild images}: an image must pass them all. */
final class ImageFilters {
    private final List<Predicate<StoredImages.Found>> filters;

    private ImageFilters(List<Predicate<StoredImages.Found>> filters) {
        this.filters = filters;
    }

    static ImageFilters parse(List<String> texts, StoredImages images) throws IOException {
        List<Predicate<StoredImages.Found>> filters = new ArrayList<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            String value = equals < 0 ? "" : text.substring(equals + 1);
            filters.add(
                    switch (name) {
                        case "reference" -> named(value);
                        case "dangling" -> dangling(text, value);
                        case "label" -> labelled(value);
                        case "before" -> earlier(time(images.find(value)));
                        case "since" -> later(time(images.find(value)));
                        default ->
                            throw BuildException.of(
                                    ErrorCode.USAGE,
                                    "got --filter \"" + text
                                            + "\", want reference=, dangling=, label=, before= or since=");
                    });
        }
        return new ImageFilters(filters);
    }

    boolean accept(StoredImages.Found found) {
        return filters.stream().allMatch(filter -> filter.test(found));
    }

    static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    private static Predicate<StoredImages.Found> earlier(Instant than) {
        return found -> time(found).isBefore(than);
    }

    private static Predicate<StoredImages.Found> later(Instant than) {
        return found -> time(found).isAfter(than);
    }

    private static Instant time(StoredImages.Found found) {
        return found.image().config().createdIfAny().orElse(Instant.EPOCH);
    }

    /** A pattern with {@code *} and {@code ?}, which stop at slashes, for the whole name with its tag or without. */
    static Predicate<StoredImages.Found> named(String pattern) {
        StringBuilder regex = new StringBuilder();
        pattern.chars()
                .forEach(c -> regex.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote("" + (char) c)));
        Pattern compiled = Pattern.compile(regex.toString());
        return found -> found.row()
                .reference()
                .filter(reference -> compiled.matcher(reference.familiar()).matches()
                        || compiled.matcher(reference.familiarName()).matches()
                        || compiled.matcher(withoutDigest(reference)).matches())
                .isPresent();
    }

    private static String withoutDigest(ImageReference reference) {
        return reference.familiarName() + ":" + reference.tag();
    }

    private static Predicate<StoredImages.Found> dangling(String text, String value) {
        boolean wanted = value.equals("true") || value.equals("1");
        if (!wanted && !value.equals("false") && !value.equals("0")) {
            throw BuildException.of(ErrorCode.USAGE, "got --filter \"" + text + "\", want true or false");
        }
        return found -> found.row().reference().isEmpty() == wanted;
    }

    private static Predicate<StoredImages.Found> labelled(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        return found -> {
            Map<String, String> labels = found.image().config().config().labels();
            return labels.containsKey(name) && (equals < 0 || labels.get(name).equals(text.substring(equals + 1)));
        };
    }
}
