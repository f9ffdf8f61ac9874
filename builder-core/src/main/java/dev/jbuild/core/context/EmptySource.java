package dev.jbuild.core.context;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/** A root with nothing in it: the context of a Dockerfile that comes alone. */
public final class EmptySource implements SourceTree {

    @Override
    public Optional<FileStat> stat(TreePath path) {
        return path.isRoot()
                ? Optional.of(new FileStat(FileKind.DIRECTORY, 0755, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0))
                : Optional.empty();
    }

    @Override
    public List<TreePath> list(TreePath directory) {
        return List.of();
    }

    @Override
    public TreePath resolve(TreePath path) {
        return path;
    }

    @Override
    public TreeEntry entry(TreePath path, FileStat stat) {
        return new TreeEntry.Directory(new Attributes(0755, 0, 0, 0));
    }

    @Override
    public InputStream open(TreePath file) throws IOException {
        throw new NoSuchFileException(file.toString());
    }
}
