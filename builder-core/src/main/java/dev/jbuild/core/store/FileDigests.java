package dev.jbuild.core.store;

import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * Digests of a context's files, remembered by what lstat says (size, mtime, ctime, inode), so that an unchanged file costs one
 * lstat. Entries as young as the index itself are not trusted. One for each context directory. Thread-safe.
 */
public interface FileDigests extends Closeable {

    /** The digest of a file whose stat is unchanged since it was put. */
    Optional<Digest> find(TreePath path, FileStat stat);

    void put(TreePath path, FileStat stat, Digest content);

    /** About how many files are remembered since before this was opened. */
    int size();

    /** What a question had for an answer when the directories that it is about had this stamp. */
    Optional<Selected> selected(Digest question, DirectoryStamp stamp);

    /** Remembers an answer, unless something in the directories is as young as the index itself. */
    void putSelected(Digest question, DirectoryStamp stamp, Selected selected);

    /**
     * What was found when files were selected.
     *
     * @param content the digest of all of them
     */
    record Selected(Digest content, long fileCount) {}

    /** Writes what changed, beside and renamed. */
    @Override
    void close() throws IOException;
}
