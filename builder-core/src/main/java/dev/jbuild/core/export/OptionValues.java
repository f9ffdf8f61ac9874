package dev.jbuild.core.export;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The values of an output's options, as they stand after {@code type=oci,}: names to texts. */
final class OptionValues {
    private static final Set<String> YES = Set.of("1", "t", "true");
    private static final Set<String> NO = Set.of("0", "f", "false");

    private OptionValues() {}

    /** A switch, in the words that Docker's commands take. */
    static boolean isSet(Map<String, String> options, String name, String usual) {
        String value = options.getOrDefault(name, usual).toLowerCase(Locale.ROOT);
        if (!YES.contains(value) && !NO.contains(value)) {
            throw wrong(name, options.get(name), "true or false");
        }
        return YES.contains(value);
    }

    static BuildException wrong(String name, String value, String wanted) {
        return BuildException.of(
                ErrorCode.USAGE, "output option %s: got \"%s\", want %s".formatted(name, value, wanted));
    }
}
