package dev.jbuild.core.file;

import dev.jbuild.core.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Descriptors of directories below a root, each opened from its parent's and never through a link. The last used are kept open.
 * Thread-safe.
 */
final class OpenDirectories implements Closeable {
    private static final int MOST_KEPT = 48; // two descriptors each
    private static final int WRITABLE_BY_OTHERS = 022;
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final Path ITSELF = Path.of(".");

    private final Map<TreePath, OpenDirectory> kept = new LinkedHashMap<>(64, 0.75f, true);
    private final Path path;
    private final OpenDirectory root;
    private final long user;

    OpenDirectories(Path path) throws IOException {
        this.path = path;
        this.user = userOrNobody();
        boolean settled = isSettled(path); // a pipe is no directory, and to open it could take for ever
        DirectoryStream<Path> stream = Files.newDirectoryStream(path);
        if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
            stream.close();
            throw new IOException("the file system of \"" + path + "\" has no descriptors of directories");
        }
        this.root = new OpenDirectory(secure, settled);
        root.retain();
    }

    /** The user that this process acts as; nobody when that cannot be known. */
    private static long userOrNobody() {
        try {
            return Integer.toUnsignedLong((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            return -1; // without /proc no directory counts as settled, which costs time only
        }
    }

    /** A directory; the caller releases it. A link on the way is an UnsafePathException. */
    OpenDirectory acquire(TreePath path) throws IOException {
        if (path.isRoot()) {
            return root.retain();
        }
        synchronized (kept) {
            OpenDirectory known = kept.get(path);
            if (known != null) {
                return known.retain();
            }
        }
        OpenDirectory at = root.retain();
        TreePath done = TreePath.ROOT;
        for (TreePath name : path.components()) {
            done = done.resolve(name);
            at = below(at, done);
        }
        return at;
    }

    /** Opens a child, or finds it open, and releases the parent. */
    private OpenDirectory below(OpenDirectory parent, TreePath child) throws IOException {
        try (parent) {
            synchronized (kept) {
                OpenDirectory known = kept.get(child);
                if (known != null) {
                    return known.retain();
                }
            }
            return keep(child, open(parent, child));
        }
    }

    /** A stream of a directory's names that starts anew, with the entry it belongs to; the caller releases. */
    OpenDirectory reopen(TreePath path) throws IOException {
        if (path.isRoot()) {
            return new OpenDirectory(root.stream().newDirectoryStream(ITSELF), root.settled()).retain();
        }
        try (OpenDirectory parent = acquire(path.parent())) {
            return open(parent, path).retain();
        }
    }

    /** Remembers a directory whose names were read, so that what is in it can be reached. */
    void remember(TreePath path, OpenDirectory directory) {
        if (!path.isRoot()) {
            keep(path, directory).close();
        }
    }

    /** Closes what is kept, so that paths are opened anew: something was moved. */
    void forget() {
        synchronized (kept) {
            List.copyOf(kept.values()).forEach(OpenDirectory::close);
            kept.clear();
        }
    }

    private OpenDirectory open(OpenDirectory parent, TreePath child) throws IOException {
        Path name = PathBytes.relative(child.name());
        BasicFileAttributes found = parent.attributes(name);
        if (found.isSymbolicLink()) {
            throw new UnsafePathException("\"" + child + "\" is a link, which is not followed here");
        }
        if (!found.isDirectory()) {
            throw new NotDirectoryException(child.toString());
        }
        SecureDirectoryStream<Path> stream = parent.stream().newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        try {
            return new OpenDirectory(stream, parent.settled() && isSettled(PathBytes.under(path, child)));
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    private OpenDirectory keep(TreePath path, OpenDirectory opened) {
        synchronized (kept) {
            OpenDirectory before = kept.put(path, opened.retain());
            if (before != null) {
                before.close();
            }
            Iterator<OpenDirectory> oldest = kept.values().iterator();
            while (kept.size() > MOST_KEPT) {
                OpenDirectory dropped = oldest.next();
                oldest.remove();
                dropped.close();
            }
            return opened.retain();
        }
    }

    @Override
    public void close() throws IOException {
        forget();
        root.close();
    }

    /** True for a path that is there but no directory, or below one that is none. */
    static boolean isMissing(IOException problem) {
        return problem instanceof NoSuchFileException || problem instanceof NotDirectoryException;
    }

    /** True when nobody but this user and root can rename or replace what is in a directory; other files are refused. */
    private boolean isSettled(Path directory) throws IOException {
        Map<String, Object> found = Files.readAttributes(directory, "unix:uid,mode");
        int mode = (Integer) found.get("mode");
        if ((mode & TYPE) != DIRECTORY) {
            throw new NotDirectoryException(directory.toString());
        }
        long owner = Integer.toUnsignedLong((Integer) found.get("uid"));
        return user >= 0 && (owner == 0 || owner == user) && (mode & WRITABLE_BY_OTHERS) == 0;
    }
}
