package dev.jbuild.core.file;

import dev.jbuild.core.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * A directory, held by a descriptor, in which paths are resolved without ever leaving it. This is the only way in which jbuild
 * touches paths that a context, an archive or an image names.
 *
 * <p>No method follows a symbolic link, neither as the last component nor on the way: a link on the way is an
 * {@link UnsafePathException}. Who wants links followed resolves them first, against a tree or with {@link #resolve}. Missing
 * files are {@link java.nio.file.NoSuchFileException}. Thread-safe. Closing releases the descriptor.
 */
public interface RootDirectory extends Closeable {

    /** The attributes of a path, of a link itself when it is one; empty when nothing is there. {@code ROOT} is the directory. */
    Optional<FileStat> stat(TreePath path) throws IOException;

    /** The names in a directory, sorted by unsigned byte, without {@code .} and {@code ..}; each a single-component path. */
    List<TreePath> list(TreePath directory) throws IOException;

    /** The names in a directory as {@link #list} has them, each with its {@link #stat}; what goes away meanwhile is left out. */
    default List<NamedFile> children(TreePath directory) throws IOException {
        List<TreePath> names = list(directory);
        List<NamedFile> children = new ArrayList<>(names.size());
        for (TreePath name : names) {
            stat(directory.resolve(name)).ifPresent(stat -> children.add(new NamedFile(name, stat)));
        }
        return children;
    }

    /**
     * Tries to read small files at once. A file that is not as it is said to be, cannot be read, or has extended attributes is not
     * among what was read: who wants to know why asks for it by itself. No path is followed through a link.
     *
     * @param sizesBytes of each of them, as a stat said; their sum fits into an array
     */
    default ReadFiles read(List<TreePath> files, int[] sizesBytes) throws IOException {
        return ReadFiles.NONE;
    }

    /**
     * Tries to hash large files at once, which a processor may do in less time than one after the other. A file that is not as it is said
     * to be, or has extended attributes, is not hashed, nor is one where this would gain nothing. No path is followed through a link.
     *
     * @param sizesBytes of each of them, as a stat said; more than nothing
     */
    default List<Optional<FileHash>> hash(List<TreePath> files, long[] sizesBytes) throws IOException {
        return Collections.nCopies(files.size(), Optional.empty());
    }

    /**
     * The stamp of a directory, if it is to be had for less than {@link #children} of all directories in it. No link is followed.
     *
     * @param enters says of each directory below whether what is in it counts
     */
    default Optional<DirectoryStamp> stamp(TreePath directory, Predicate<TreePath> enters) throws IOException {
        return Optional.empty();
    }

    /**
     * As {@link #stamp}, for less: directories that {@link #children} has listed count as they were then. What it says is worth
     * something only where nothing has changed since before, as its time tells.
     */
    default Optional<DirectoryStamp> stampOfListed(TreePath directory, Predicate<TreePath> enters) throws IOException {
        return Optional.empty();
    }

    /** The bytes of a regular file; anything else is refused, also when it was swapped in meanwhile. The caller closes. */
    InputStream open(TreePath file) throws IOException;

    /** The bytes of a symbolic link's target. */
    byte[] readLink(TreePath link) throws IOException;

    /**
     * The path that is meant when links are followed as a process with this directory as its {@code /} would: absolute targets
     * start at the root, {@code ..} stops there, at most 40 links. Missing components are kept as they are. The last component
     * is followed too.
     */
    TreePath resolve(TreePath path) throws IOException;

    /** Extended attributes by name, those only that {@code XattrPolicy} keeps; empty where the file system has none. */
    SortedMap<String, byte[]> xattrs(TreePath path) throws IOException;

    /**
     * One extended attribute, whatever {@code XattrPolicy} says of it: the marks of an overlay are read here. Empty when the file
     * has none of this name, or the file system has none at all.
     */
    Optional<byte[]> xattr(TreePath path, String name) throws IOException;
}
