package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Platform;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The option {@code --platform}. */
final class Platforms {
    private Platforms() {}

    /** Those that are named, commas between them or not, each once. */
    static List<Platform> parseAll(List<String> texts) {
        Set<Platform> platforms = new LinkedHashSet<>();
        for (String text : texts) {
            for (String one : text.split(",", -1)) {
                platforms.add(parse(Optional.of(one.strip())));
            }
        }
        return List.copyOf(platforms);
    }

    /** The platform, this machine's when none was given. */
    static Platform parse(Optional<String> text) {
        try {
            return text.map(Platform::parse).orElseGet(Platform::host);
        } catch (IllegalArgumentException e) {
            throw BuildException.of(ErrorCode.USAGE, e.getMessage());
        }
    }

    /** The platform of the option, else the one that is set, else this machine's. */
    static Platform of(ParseResult options, Console console) {
        Optional<String> text = Options.text(options, "--platform");
        return text.isPresent() ? parse(text) : Wiring.of(console).settings().platform();
    }
}
