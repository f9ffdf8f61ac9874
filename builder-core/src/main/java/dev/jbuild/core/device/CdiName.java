package dev.jbuild.core.device;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a device of the Container Device Interface is asked for: {@code VENDOR/CLASS=NAME}, with {@code *} for all of a kind, or {@code
 * VENDOR/CLASS} for the first.
 *
 * @param device "" for the first
 */
record CdiName(String kind, String device) {
    private static final Pattern KIND = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*/[A-Za-z][A-Za-z0-9_-]*");
    private static final Pattern DEVICE = Pattern.compile("\\*|[A-Za-z0-9][A-Za-z0-9_.:-]*");

    static final String ALL = "*";

    static boolean isKind(String text) {
        return text.length() < 256 && KIND.matcher(text).matches();
    }

    /** Empty when the text is no such name. */
    static Optional<CdiName> parse(String text) {
        int equals = text.indexOf('=');
        String kind = equals < 0 ? text : text.substring(0, equals);
        String device = equals < 0 ? "" : text.substring(equals + 1);
        boolean named =
                equals < 0 || device.length() < 256 && DEVICE.matcher(device).matches();
        return isKind(kind) && named ? Optional.of(new CdiName(kind, device)) : Optional.empty();
    }
}
