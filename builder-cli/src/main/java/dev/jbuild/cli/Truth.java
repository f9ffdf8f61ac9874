package dev.jbuild.cli;

import java.util.Locale;
import java.util.Optional;

/** The words for on and off that Docker's commands take, in letters of any case. */
public final class Truth {
    private Truth() {}

    /** Empty for every other word. */
    public static Optional<Boolean> parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> Optional.of(true);
            case "false", "f", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
