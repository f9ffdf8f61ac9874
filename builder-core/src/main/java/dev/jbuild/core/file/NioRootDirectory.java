package dev.jbuild.core.file;

import dev.jbuild.core.tree.TreePath;
import dev.jbuild.core.tree.XattrPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A {@link RootDirectory} by descriptors of NIO ({@link java.nio.file.SecureDirectoryStream}).
 *
 * <p>Directories and files are opened relative to their parent's descriptor. What a descriptor of NIO does not tell (setuid, the
 * owner's number, ctime, links, extended attributes) is asked by path; where others than this user could move files
 * meanwhile, the answer counts only when the descriptor names the same inode. Of extended attributes NIO reads those of
 * {@code user.} only.
 */
public final class NioRootDirectory implements RootDirectory {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final String USER = "user.";
    private static final int ATTEMPTS = 3; // at paths that are moved while they are looked at

    private final Path path;
    private final OpenDirectories directories;

    private NioRootDirectory(Path path, OpenDirectories directories) {
        this.path = path;
        this.directories = directories;
    }

    /** Opens a directory; the path is the user's own and is followed. The caller closes. */
    public static NioRootDirectory open(Path directory) throws IOException {
        Path absolute = directory.toRealPath();
        return new NioRootDirectory(absolute, new OpenDirectories(absolute));
    }

    @Override
    public Optional<FileStat> stat(TreePath file) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                if (file.isRoot()) {
                    return Optional.of(StatReader.read(path).stat());
                }
                try (OpenDirectory parent = directories.acquire(file.parent())) {
                    StatReader.Found found = StatReader.read(PathBytes.under(path, file));
                    if (parent.settled() || isSame(parent, file, found)) {
                        return Optional.of(found.stat());
                    }
                }
            } catch (IOException e) {
                if (!OpenDirectories.isMissing(e) || attempt > 1) {
                    return missing(e);
                }
            }
            directories.forget(); // it may have been moved since its parent was opened
            if (attempt == ATTEMPTS) {
                throw new UnsafePathException("\"" + file + "\" is being replaced again and again");
            }
        }
    }

    private static Optional<FileStat> missing(IOException e) throws IOException {
        if (OpenDirectories.isMissing(e)) {
            return Optional.empty();
        }
        throw e;
    }

    private static boolean isSame(OpenDirectory parent, TreePath file, StatReader.Found found) throws IOException {
        BasicFileAttributes held = parent.attributes(PathBytes.relative(file.name()));
        return held.fileKey().equals(found.key());
    }

    @Override
    public List<TreePath> list(TreePath directory) throws IOException {
        List<TreePath> names = new ArrayList<>();
        try (OpenDirectory opened = directories.reopen(directory)) {
            for (Path entry : opened.stream()) {
                names.add(PathBytes.name(entry));
            }
            directories.remember(directory, opened);
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(null);
        return names;
    }

    @Override
    public InputStream open(TreePath file) throws IOException {
        return Channels.newInputStream(openChannel(file));
    }

    private SeekableByteChannel openChannel(TreePath file) throws IOException {
        if (file.isRoot()) {
            throw new UnsafePathException("the root is a directory, want a regular file");
        }
        Path name = PathBytes.relative(file.name());
        try (OpenDirectory parent = directories.acquire(file.parent())) {
            Object key = regular(parent, name, file); // before it is opened: opening a FIFO would wait for a writer
            SeekableByteChannel channel = parent.stream().newByteChannel(name, READ);
            try {
                if (!parent.settled() && !key.equals(regular(parent, name, file))) {
                    throw new UnsafePathException("\"" + file + "\" was replaced while it was opened");
                }
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }
    }

    private static Object regular(OpenDirectory parent, Path name, TreePath file) throws IOException {
        BasicFileAttributes found = parent.attributes(name);
        if (!found.isRegularFile()) {
            throw new UnsafePathException("\"" + file + "\" is no regular file");
        }
        return found.fileKey();
    }

    @Override
    public byte[] readLink(TreePath link) throws IOException {
        require(link);
        byte[] target = PathBytes.bytes(Files.readSymbolicLink(PathBytes.under(path, link)));
        require(link);
        return target;
    }

    @Override
    public TreePath resolve(TreePath file) throws IOException {
        return LinkResolver.resolve(file, at -> {
            Optional<FileStat> found = stat(at);
            return found.isPresent() && found.get().kind() == FileKind.SYMLINK
                    ? Optional.of(readLink(at))
                    : Optional.empty();
        });
    }

    @Override
    public SortedMap<String, byte[]> xattrs(TreePath file) throws IOException {
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        if (!canHaveAttributes(file)) {
            return xattrs;
        }
        UserDefinedFileAttributeView view = userAttributes(file);
        for (String name : names(view)) {
            if (XattrPolicy.keeps(USER + name)) {
                xattrs.put(USER + name, value(view, name));
            }
        }
        requireSame(file);
        return xattrs;
    }

    /** As the port says for names that begin with {@code user.}; NIO cannot read others and throws IOException for them. */
    @Override
    public Optional<byte[]> xattr(TreePath file, String name) throws IOException {
        if (!name.startsWith(USER)) {
            throw new IOException("\"%s\" of \"%s\" cannot be read: got a name outside of user.".formatted(name, file));
        }
        if (!canHaveAttributes(file)) {
            return Optional.empty();
        }
        UserDefinedFileAttributeView view = userAttributes(file);
        String own = name.substring(USER.length());
        return names(view).contains(own) ? Optional.of(value(view, own)) : Optional.empty();
    }

    /**
     * True for a regular file or a directory: the kernel has no user attributes on anything else. Asked by path where nobody else
     * can move files, else by descriptor.
     */
    private boolean canHaveAttributes(TreePath file) throws IOException {
        if (file.isRoot()) {
            return true;
        }
        try (OpenDirectory parent = directories.acquire(file.parent())) {
            BasicFileAttributes found = parent.attributes(PathBytes.relative(file.name()));
            return found.isRegularFile() || found.isDirectory();
        }
    }

    private UserDefinedFileAttributeView userAttributes(TreePath file) {
        return Files.getFileAttributeView(
                PathBytes.under(path, file), UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static byte[] value(UserDefinedFileAttributeView view, String name) throws IOException {
        ByteBuffer value = ByteBuffer.allocate(view.size(name));
        view.read(name, value);
        return Arrays.copyOf(value.array(), value.position());
    }

    private static List<String> names(UserDefinedFileAttributeView view) throws IOException {
        try {
            return view.list();
        } catch (NoSuchFileException | java.nio.file.AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            return List.of(); // a file system that has none
        }
    }

    /** Where others than this user can move files, that it is still what it was. */
    private void requireSame(TreePath file) throws IOException {
        if (!file.isRoot()) {
            try (OpenDirectory parent = directories.acquire(file.parent())) {
                if (!parent.settled()) {
                    require(file);
                }
            }
        }
    }

    private FileStat require(TreePath file) throws IOException {
        return stat(file).orElseThrow(() -> new NoSuchFileException(file.toString()));
    }

    @Override
    public void close() throws IOException {
        directories.close();
    }
}
