package dev.jbuild.core.context;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.file.FileHash;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.NamedFile;
import dev.jbuild.core.file.ReadFiles;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.FileDigests;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * The files of a directory of the host, owned by root as far as an image is concerned. Digests of contents are remembered by what
 * lstat says, so that an unchanged file is not read. Does not close the directory.
 */
public final class DirectorySource implements SourceTree {
    private static final Digest NOTHING = Digest.of(new byte[0]);
    private static final int BUFFER_BYTES = 64 * 1024; // 64 KiB
    private static final int MANY_FILES = 1000; // remembered; fewer are looked at one by one in a moment

    private final RootDirectory root;
    private final FileDigests digests;
    private final HashedFiles hashed = new HashedFiles();

    public DirectorySource(RootDirectory root, FileDigests digests) {
        this.root = root;
        this.digests = digests;
    }

    @Override
    public Optional<FileStat> stat(TreePath path) throws IOException {
        return root.stat(path).map(stat -> stat.withOwner(0, 0));
    }

    @Override
    public List<TreePath> list(TreePath directory) throws IOException {
        try {
            return root.list(directory);
        } catch (NotDirectoryException e) {
            return List.of();
        } catch (AccessDeniedException e) {
            throw unreadable(directory, e);
        }
    }

    @Override
    public List<NamedFile> children(TreePath directory) throws IOException {
        try {
            List<NamedFile> children = new ArrayList<>(root.children(directory));
            for (int i = 0; i < children.size(); i++) {
                FileStat stat = children.get(i).stat();
                FileStat owned = stat.withOwner(0, 0);
                if (owned != stat) {
                    children.set(i, new NamedFile(children.get(i).name(), owned));
                }
            }
            return children;
        } catch (NotDirectoryException e) {
            return List.of();
        } catch (AccessDeniedException e) {
            throw unreadable(directory, e);
        }
    }

    @Override
    public TreePath resolve(TreePath path) throws IOException {
        try {
            return root.resolve(path);
        } catch (FileSystemLoopException e) {
            throw BuildException.of(
                            ErrorCode.CONTEXT_INVALID, "\"" + path + "\": more than 40 links, one behind the other")
                    .withCause(e);
        }
    }

    @Override
    public TreeEntry entry(TreePath path, FileStat stat) throws IOException {
        Attributes plain = plain(stat);
        return switch (stat.kind()) {
            case DIRECTORY -> new TreeEntry.Directory(plain.withXattrs(root.xattrs(path)));
            case REGULAR -> regular(path, stat, plain);
            case SYMLINK -> new TreeEntry.Symlink(plain, root.readLink(path));
            case FIFO -> new TreeEntry.Special(plain, TreeEntry.Special.Type.FIFO, 0, 0);
            case SOCKET -> new TreeEntry.RegularFile(plain, 0, NOTHING); // no tar has sockets: BuildKit leaves a name
            case CHARACTER_DEVICE -> device(plain, TreeEntry.Special.Type.CHARACTER_DEVICE, stat);
            case BLOCK_DEVICE -> device(plain, TreeEntry.Special.Type.BLOCK_DEVICE, stat);
        };
    }

    @Override
    public List<TreeEntry> entries(List<TreePath> paths, List<FileStat> stats, KeptContents kept) throws IOException {
        TreeEntry[] entries = new TreeEntry[paths.size()];
        UnreadFiles unread = new UnreadFiles();
        List<Integer> large = new ArrayList<>();
        for (int i = 0; i < entries.length; i++) {
            FileStat stat = stats.get(i);
            Optional<Digest> known =
                    stat.kind() == FileKind.REGULAR ? digests.find(paths.get(i), stat) : Optional.empty();
            if (known.isPresent()) {
                entries[i] = new TreeEntry.RegularFile(plain(stat), stat.sizeBytes(), known.get());
            } else if (stat.kind() == FileKind.REGULAR && stat.sizeBytes() <= UnreadFiles.MOST_BYTES) {
                unread.add(i, paths.get(i), stat);
            } else if (stat.kind() == FileKind.REGULAR) {
                large.add(i);
            } else {
                entries[i] = entry(paths.get(i), stat);
            }
        }
        if (!unread.isEmpty()) {
            MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
            ReadFiles read = root.read(unread.paths(), unread.sizesBytes());
            for (int i = 0; i < unread.size(); i++) {
                int place = unread.place(i);
                FileStat stat = stats.get(place);
                entries[place] = read.has(i)
                        ? hashed(paths.get(place), stat, read.hash(i, (int) stat.sizeBytes(), hash))
                        : entry(paths.get(place), stats.get(place));
            }
            unread.keep(read, kept);
        }
        hashLarge(paths, stats, large, entries);
        return Arrays.asList(entries);
    }

    private void hashLarge(List<TreePath> paths, List<FileStat> stats, List<Integer> large, TreeEntry[] entries)
            throws IOException {
        List<TreePath> files = new ArrayList<>(large.size());
        long[] sizesBytes = new long[large.size()];
        for (int i = 0; i < sizesBytes.length; i++) {
            files.add(paths.get(large.get(i)));
            sizesBytes[i] = stats.get(large.get(i)).sizeBytes();
        }
        List<Optional<FileHash>> hashes = sizesBytes.length > 1 ? root.hash(files, sizesBytes) : List.of();
        for (int i = 0; i < sizesBytes.length; i++) {
            TreePath path = files.get(i);
            FileStat stat = stats.get(large.get(i));
            Optional<FileHash> hash = hashes.isEmpty() ? Optional.empty() : hashes.get(i);
            if (hash.isPresent()) {
                entries[large.get(i)] = hashed(path, stat, hash.get().sha256());
                boolean steady = stat.isOnDisk() && stat.isUnchanged(hash.get().stat());
                noteSteady(path, stat, steady, Digest.ofHash(hash.get().sha256()));
            } else {
                entries[large.get(i)] = entry(path, stat);
            }
        }
    }

    /** Notes a file that will be known without being hashed when it is copied, if it is old enough for its times to tell. */
    private void noteSteady(TreePath path, FileStat stat, boolean steady, Digest content) {
        if (steady && digests.find(path, stat).filter(content::equals).isPresent()) {
            hashed.put(path, stat, content);
        }
    }

    private TreeEntry hashed(TreePath path, FileStat stat, byte[] sha256) {
        Digest content = Digest.ofHash(sha256);
        digests.put(path, stat, content);
        return new TreeEntry.RegularFile(plain(stat), stat.sizeBytes(), content);
    }

    @Override
    public Optional<SelectionMemo> memo(SelectionMemo.Question question) throws IOException {
        Optional<DirectoryStamp> now = digests.size() < MANY_FILES
                ? Optional.empty() // nothing is remembered of so few
                : stamp(question, root::stamp);
        return Optional.of(new SelectionMemo(
                digests,
                question,
                now,
                count -> count < MANY_FILES ? Optional.empty() : stamp(question, root::stampOfListed)));
    }

    /** Some way to the stamp of a directory. */
    @FunctionalInterface
    private interface Stamps {
        Optional<DirectoryStamp> of(TreePath directory, Predicate<TreePath> enters) throws IOException;
    }

    private static Optional<DirectoryStamp> stamp(SelectionMemo.Question question, Stamps stamps) throws IOException {
        DirectoryStamp all = DirectoryStamp.NONE;
        for (TreePath directory : question.directories()) {
            Optional<DirectoryStamp> stamp = stamps.of(directory, question.enters());
            if (stamp.isEmpty()) {
                return Optional.empty();
            }
            all = all.and(stamp.get());
        }
        return Optional.of(all);
    }

    private static Attributes plain(FileStat stat) {
        return new Attributes(stat.mode(), stat.uid(), stat.gid(), stat.mtimeSeconds());
    }

    @Override
    public ReadFiles read(List<TreePath> files, int[] sizesBytes) throws IOException {
        return root.read(files, sizesBytes);
    }

    private static TreeEntry device(Attributes attributes, TreeEntry.Special.Type type, FileStat stat) {
        return new TreeEntry.Special(attributes, type, stat.deviceMajor(), stat.deviceMinor());
    }

    /** A remembered digest also says that the file has no extended attributes: of one that has, none is remembered. */
    private TreeEntry regular(TreePath path, FileStat stat, Attributes plain) throws IOException {
        Optional<Digest> known = digests.find(path, stat);
        if (known.isPresent()) {
            return new TreeEntry.RegularFile(plain, stat.sizeBytes(), known.get());
        }
        try {
            Read read = read(path, stat);
            Digest content = read.content;
            SortedMap<String, byte[]> xattrs = root.xattrs(path);
            if (xattrs.isEmpty()) {
                digests.put(path, stat, content);
            }
            noteSteady(path, stat, read.steady, content);
            return new TreeEntry.RegularFile(plain.withXattrs(xattrs), stat.sizeBytes(), content);
        } catch (AccessDeniedException e) {
            throw unreadable(path, e);
        } catch (NoSuchFileException e) {
            throw vanished(path, e);
        }
    }

    /**
     * What was read.
     *
     * @param steady true when the file was, after the last byte too, what its stat said before the first
     */
    private record Read(Digest content, boolean steady) {}

    /** As many bytes as stat says: what was appended since is not part of it. */
    private Read read(TreePath path, FileStat stat) throws IOException {
        MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
        byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, stat.sizeBytes())];
        long left = stat.sizeBytes();
        try (InputStream in = root.open(path)) {
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw BuildException.of(ErrorCode.CONTEXT_INVALID, "\"" + path + "\" changed while it was read")
                            .withHint("build again when nothing writes to the context");
                }
                hash.update(buffer, 0, count);
                left -= count;
            }
            return new Read(Digest.ofHash(hash.digest()), HashedFiles.isSteady(in, stat));
        }
    }

    private static BuildException vanished(TreePath path, IOException cause) {
        return BuildException.of(ErrorCode.CONTEXT_INVALID, "\"" + path + "\" vanished while it was read")
                .withHint("build again when nothing writes to the context")
                .withCause(cause);
    }

    private static BuildException unreadable(TreePath path, IOException cause) {
        return BuildException.of(
                        ErrorCode.PERMISSION_DENIED,
                        "\"" + path + "\" of the build context cannot be read: permission denied")
                .withHint("make it readable, or name it in .dockerignore")
                .withCause(cause);
    }

    @Override
    public InputStream open(TreePath file) throws IOException {
        try {
            return hashed.known(file, root.open(file));
        } catch (AccessDeniedException e) {
            throw unreadable(file, e);
        } catch (NoSuchFileException e) {
            throw vanished(file, e);
        }
    }
}
