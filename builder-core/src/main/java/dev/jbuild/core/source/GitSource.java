package dev.jbuild.core.source;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.tree.LayerIndex;
import java.io.IOException;
import java.time.Instant;

/** Port: git repositories. Thread-safe. */
public interface GitSource {

    /**
     * The commit that a reference names now; 40 or 64 hex characters. A reference that is a whole commit is taken at its word. An
     * unknown one is a BuildException REMOTE_FAILED.
     */
    String resolve(GitReference reference) throws IOException;

    /**
     * Puts the files of a commit into the store as one canonical layer, whose index is kept with it: owned by root, 0644 or 0755,
     * without hooks, filters or host configuration. A commit that is there already is not fetched again.
     */
    Checkout checkOut(GitReference reference, String commit) throws IOException;

    /**
     * What is wanted of a repository.
     *
     * @param ref branch, tag, other name, whole commit, or at least seven characters that the commit of one branch or tag begins with; empty for
     *     the default branch
     * @param subdirectory the directory that is the root of what is checked out; empty for the top
     */
    record GitReference(
            String url, String ref, String subdirectory, boolean keepGitDirectory, boolean submodules, Times times) {}

    /** The times of files. */
    enum Times {
        /** That of the commit. */
        COMMIT,
        /** When they were checked out. */
        CHECKOUT
    }

    /**
     * A commit that is in the store.
     *
     * @param time of its files
     */
    record Checkout(DiffId layer, LayerIndex index, Instant time) {}
}
