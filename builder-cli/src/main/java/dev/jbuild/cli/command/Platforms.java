package dev.jbuild.cli.command;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Platform;
import java.util.Optional;

/** The option {@code --platform}. */
final class Platforms {
    private Platforms() {}

    /** The platform, this machine's when none was given. */
    static Platform parse(Optional<String> text) {
        try {
            return text.map(Platform::parse).orElseGet(Platform::host);
        } catch (IllegalArgumentException e) {
            throw BuildException.of(ErrorCode.USAGE, e.getMessage());
        }
    }
}
