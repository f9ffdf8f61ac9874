package dev.jbuild.cli.command;

import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The same files in another directory, made in the opposite order, so that the file system lists them otherwise. Everything that an image
 * can have of a context is kept; owners are not, as no build sees them. Used by one thread, once.
 */
final class ContextCopy {
    private final RootDirectory from;
    private final WritableRootDirectory to;
    private final Map<Inode, TreePath> linked = new HashMap<>();

    private record Inode(long device, long inode) {}

    private ContextCopy(RootDirectory from, WritableRootDirectory to) {
        this.from = from;
        this.to = to;
    }

    /** Fills an empty directory. */
    static void make(RootDirectory from, WritableRootDirectory to) throws IOException {
        new ContextCopy(from, to)
                .directory(TreePath.ROOT, from.stat(TreePath.ROOT).orElseThrow());
    }

    private void directory(TreePath directory, FileStat stat) throws IOException {
        List<TreePath> names = new ArrayList<>(from.list(directory));
        for (int i = names.size() - 1; i >= 0; i--) {
            TreePath path = directory.resolve(names.get(i));
            Optional<FileStat> child = from.stat(path);
            if (child.isPresent()) {
                copy(path, child.get());
            }
        }
        finish(directory, stat);
    }

    private void copy(TreePath path, FileStat stat) throws IOException {
        TreePath first = stat.links() > 1 ? linked.putIfAbsent(new Inode(stat.device(), stat.inode()), path) : null;
        switch (stat.kind()) {
            case DIRECTORY -> {
                to.makeDirectory(path, 0700);
                directory(path, stat);
            }
            case REGULAR -> {
                if (first != null) {
                    to.hardLink(first, path);
                    return;
                }
                try (InputStream in = from.open(path);
                        OutputStream out = to.create(path, 0600)) {
                    in.transferTo(out);
                }
                finish(path, stat);
            }
            case SYMLINK -> {
                to.symbolicLink(path, from.readLink(path));
                to.changeTime(path, stat.mtimeSeconds());
            }
            default -> {
                to.makeNode(path, stat.kind(), 0600, stat.deviceMajor(), stat.deviceMinor());
                finish(path, stat);
            }
        }
    }

    private void finish(TreePath path, FileStat stat) throws IOException {
        for (Map.Entry<String, byte[]> xattr : from.xattrs(path).entrySet()) {
            to.setXattr(path, xattr.getKey(), xattr.getValue());
        }
        to.changeMode(path, stat.mode());
        to.changeTime(path, stat.mtimeSeconds());
    }
}
