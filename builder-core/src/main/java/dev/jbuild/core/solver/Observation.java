package dev.jbuild.core.solver;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;

/**
 * What a step takes from an input.
 *
 * @param content a digest of all of it: equal digests mean that the step would do the same
 * @param fileCount how many files it is, for people
 * @param list names them, so that it can be said which of them changed; asked for only when a step has to run
 */
public record Observation(Digest content, long fileCount, FileList list) {

    /** Something of which no files can be listed. */
    public static Observation of(Digest content) {
        return new Observation(content, 0, FileList.EMPTY);
    }

    /** Files in path order, told one by one, so that a large list is never held whole. */
    @FunctionalInterface
    public interface FileList {
        FileList EMPTY = sink -> {};

        void forEach(Sink sink) throws IOException;

        /** The same list, which can be gone through even when what was observed has been forgotten; it holds what that takes. */
        default FileList held() throws IOException {
            return this;
        }
    }

    /** Hears the files of a list. */
    @FunctionalInterface
    public interface Sink {
        void accept(TreePath path, TreeEntry entry) throws IOException;
    }
}
