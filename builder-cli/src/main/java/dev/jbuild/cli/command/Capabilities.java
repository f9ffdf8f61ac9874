package dev.jbuild.cli.command;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.NearNames;
import dev.jbuild.core.sandbox.Capability;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The options {@code --cap-add} and {@code --cap-drop}, as Docker's: names with or without {@code CAP_}, or {@code ALL}. */
final class Capabilities {
    private static final String ALL = "ALL";

    private Capabilities() {}

    static Set<Capability> parse(List<String> texts, String option) {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        for (String text : texts) {
            if (text.equalsIgnoreCase(ALL)) {
                capabilities.addAll(EnumSet.allOf(Capability.class));
            } else {
                capabilities.add(Capability.find(text).orElseThrow(() -> unknown(text, option)));
            }
        }
        return capabilities;
    }

    /** Those to take away: what is added by name stays when ALL are dropped. */
    static Set<Capability> dropped(List<String> dropped, List<String> added) {
        Set<Capability> capabilities = parse(dropped, "--cap-drop");
        List<String> named =
                dropped.stream().filter(text -> !text.equalsIgnoreCase(ALL)).toList();
        List<String> addedByName =
                added.stream().filter(text -> !text.equalsIgnoreCase(ALL)).toList();
        capabilities.removeAll(parse(addedByName, "--cap-add"));
        capabilities.addAll(parse(named, "--cap-drop"));
        return capabilities;
    }

    private static BuildException unknown(String text, String option) {
        String near = NearNames.suggestion(text.toUpperCase(Locale.ROOT), Capability.names());
        return BuildException.of(
                ErrorCode.USAGE,
                "got %s \"%s\", want a capability such as NET_ADMIN, or ALL%s".formatted(option, text, near));
    }
}
