package dev.jbuild.core.file;

import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A directory that lets another do what it does not do by itself. Forwarded is what every directory must do; what one may do, such as to
 * read many files at once, is not, as it would pass by what the implementation sees of single files.
 */
public interface ForwardingRootDirectory extends RootDirectory {
    /** The other one, which is closed with this one. */
    RootDirectory plain();

    @Override
    default Optional<FileStat> stat(TreePath path) throws IOException {
        return plain().stat(path);
    }

    @Override
    default List<TreePath> list(TreePath directory) throws IOException {
        return plain().list(directory);
    }

    @Override
    default InputStream open(TreePath file) throws IOException {
        return plain().open(file);
    }

    @Override
    default byte[] readLink(TreePath link) throws IOException {
        return plain().readLink(link);
    }

    @Override
    default TreePath resolve(TreePath path) throws IOException {
        return plain().resolve(path);
    }

    @Override
    default SortedMap<String, byte[]> xattrs(TreePath path) throws IOException {
        return plain().xattrs(path);
    }

    @Override
    default Optional<byte[]> xattr(TreePath path, String name) throws IOException {
        return plain().xattr(path, name);
    }

    @Override
    default void close() throws IOException {
        plain().close();
    }
}
