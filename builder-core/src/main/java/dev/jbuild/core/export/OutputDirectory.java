package dev.jbuild.core.export;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory of the user's, by the path that he wrote. */
public record OutputDirectory(Path path) {

    /** Makes it, with those above it, where it is missing. */
    void create() throws IOException {
        try {
            Files.createDirectories(path);
        } catch (FileAlreadyExistsException e) {
            throw BuildException.of(ErrorCode.USAGE, "cannot write into \"" + path + "\": it is no directory")
                    .withHint("name a directory")
                    .withCause(e);
        }
    }
}
