package dev.jbuild.core.context;

import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.NamedFile;
import dev.jbuild.core.file.ReadFiles;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files to copy from: a build context, the merged layers of a stage or an image, a file from a URL. Looking costs what is looked at
 * and no more; contents are read only by {@link #entry} and {@link #open}. Thread-safe.
 *
 * <p>No path is followed through a link, except by {@link #resolve}, which never leaves the tree.
 */
public interface SourceTree {

    /** What is at a path, a link itself when it is one; empty when there is nothing to copy. The root is a directory. */
    Optional<FileStat> stat(TreePath path) throws IOException;

    /** The names in a directory, in order, each a path of one; empty for what is no directory. */
    List<TreePath> list(TreePath directory) throws IOException;

    /** The names in a directory, each with its {@link #stat}, in order; empty for what is no directory. */
    default List<NamedFile> children(TreePath directory) throws IOException {
        List<TreePath> names = list(directory);
        List<NamedFile> children = new ArrayList<>(names.size());
        for (TreePath name : names) {
            Optional<FileStat> stat = stat(directory.resolve(name));
            if (stat.isPresent()) { // else it went away since it was listed
                children.add(new NamedFile(name, stat.get()));
            }
        }
        return children;
    }

    /** The path that is meant when links are followed inside the tree, the last one too; it may be one of nothing. */
    TreePath resolve(TreePath path) throws IOException;

    /**
     * All of what is at a path, the digest of its content and its extended attributes included.
     *
     * @param stat what {@link #stat} just said of it; a file that is not like that any more is
     *     {@link dev.jbuild.core.error.BuildException} CONTEXT_INVALID
     */
    TreeEntry entry(TreePath path, FileStat stat) throws IOException;

    /**
     * {@link #entry} of several files, in order.
     *
     * @param stats of each path
     * @param kept takes contents that are read for their digests, as long as it has room
     */
    default List<TreeEntry> entries(List<TreePath> paths, List<FileStat> stats, KeptContents kept) throws IOException {
        List<TreeEntry> entries = new ArrayList<>(paths.size());
        for (int i = 0; i < paths.size(); i++) {
            entries.add(entry(paths.get(i), stats.get(i)));
        }
        return entries;
    }

    /** As {@link dev.jbuild.core.file.RootDirectory#read}: those that it does not have are opened one by one. */
    default ReadFiles read(List<TreePath> files, int[] sizesBytes) throws IOException {
        return ReadFiles.NONE;
    }

    /** True when what {@link #open} gives is verified by it: its last read throws when the bytes do not have their digest. */
    default boolean verifiesItself() {
        return false;
    }

    /** The bytes of a regular file. The caller closes. */
    InputStream open(TreePath file) throws IOException;

    /** Whether a selection is remembered, where that can be told for less than selecting anew. */
    default Optional<SelectionMemo> memo(SelectionMemo.Question question) throws IOException {
        return Optional.empty();
    }

    /** The rule that keeps a path out of this tree, when one does. */
    default Optional<IgnoreRule> leftOutBy(TreePath path) {
        return Optional.empty();
    }
}
