package dev.jbuild.core.source;

import java.io.IOException;
import java.nio.file.Path;

/** Port: git repositories. Thread-safe. */
public interface GitSource {

    /** The commit that a reference names now; 40 or 64 hex characters. */
    String resolve(GitReference reference) throws IOException;

    /** Checks a commit out below {@code into}, which is empty, without hooks, filters or host configuration. */
    void checkOut(GitReference reference, String commit, Path into) throws IOException;

    /** @param ref empty for the default branch; @param subdirectory empty for the top */
    record GitReference(String url, String ref, String subdirectory, boolean keepGitDirectory, boolean submodules) {}
}
