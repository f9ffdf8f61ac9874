package dev.jbuild.exec.sandbox;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.sandbox.RootFsChanges;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies directory forms into one directory, as an overlay would show them: what a layer has covers what is below, its whiteouts and
 * emptied directories count. Names of one file stay names of one file within a layer. Used by one thread, once.
 */
final class CopiedRootFs {
    private static final int PRIVATE_FILE = 0600; // while it is filled
    private static final int PRIVATE_DIRECTORY = 0700;
    private static final byte YES = 'y';

    private final RootDirectories directories;
    private final Rights rights;
    private final WritableRootDirectory target;

    private CopiedRootFs(RootDirectories directories, Rights rights, WritableRootDirectory target) {
        this.directories = directories;
        this.rights = rights;
        this.target = target;
    }

    /** Copies the layers, bottom first, into an empty directory. */
    static void copy(RootDirectories directories, Rights rights, List<Path> layers, Path into) throws IOException {
        try (WritableRootDirectory target = directories.openWritable(into)) {
            CopiedRootFs copy = new CopiedRootFs(directories, rights, target);
            for (Path layer : layers) {
                copy.add(layer);
            }
        }
    }

    private void add(Path layer) throws IOException {
        // Opened for writing though only read: what opens so sees the marks of an overlay, too.
        try (RootDirectory files = directories.openWritable(layer)) {
            directory(files, TreePath.ROOT, new HashMap<>());
        }
    }

    /** @param names the first name of each inode that has several */
    private void directory(RootDirectory files, TreePath path, Map<Long, TreePath> names) throws IOException {
        if (!path.isRoot()) {
            boolean there = target.stat(path)
                    .filter(stat -> stat.kind() == FileKind.DIRECTORY)
                    .isPresent();
            if (there && isOpaque(files, path) || !there) {
                target.deleteTree(path);
                target.makeDirectory(path, PRIVATE_DIRECTORY);
            }
        }
        for (TreePath name : files.list(path)) {
            TreePath child = path.resolve(name);
            FileStat stat = files.stat(child).orElseThrow();
            if (stat.kind() == FileKind.DIRECTORY) {
                directory(files, child, names);
                setAttributes(files, child, stat);
            } else {
                target.deleteTree(child);
                file(files, child, stat, names);
            }
        }
    }

    private static boolean isOpaque(RootDirectory files, TreePath path) throws IOException {
        for (String name : RootFsChanges.OPAQUE) {
            byte[] mark = files.xattr(path, name).orElse(new byte[0]);
            if (mark.length == 1 && mark[0] == YES) {
                return true;
            }
        }
        return false;
    }

    private void file(RootDirectory files, TreePath path, FileStat stat, Map<Long, TreePath> names) throws IOException {
        TreePath first = stat.links() > 1 ? names.putIfAbsent(stat.inode(), path) : null;
        switch (stat.kind()) {
            case REGULAR -> {
                if (first != null) {
                    target.hardLink(first, path);
                    return;
                }
                try (InputStream in = files.open(path);
                        OutputStream out = target.create(path, PRIVATE_FILE)) {
                    in.transferTo(out);
                }
            }
            case SYMLINK -> target.symbolicLink(path, files.readLink(path));
            case FIFO -> target.makeNode(path, FileKind.FIFO, PRIVATE_FILE, 0, 0);
            default -> {
                boolean whiteout = stat.deviceMajor() == 0 && stat.deviceMinor() == 0;
                if (whiteout || stat.kind() == FileKind.SOCKET || rights.inUserNamespace()) {
                    return; // what is hidden; what serves nobody; what only the host's root may make
                }
                target.makeNode(path, stat.kind(), PRIVATE_FILE, stat.deviceMajor(), stat.deviceMinor());
            }
        }
        setAttributes(files, path, stat);
    }

    /** The owner first, as changing it takes setuid and capabilities away. */
    private void setAttributes(RootDirectory files, TreePath path, FileStat stat) throws IOException {
        boolean link = stat.kind() == FileKind.SYMLINK;
        if (rights.manyIds()) {
            target.changeOwner(path, stat.uid(), stat.gid());
        }
        if (!link) {
            for (Map.Entry<String, byte[]> xattr : files.xattrs(path).entrySet()) {
                target.setXattr(path, xattr.getKey(), xattr.getValue());
            }
            target.changeMode(path, stat.mode());
        }
        target.changeTime(path, Math.floorDiv(stat.mtimeNanos(), 1_000_000_000L));
    }
}
