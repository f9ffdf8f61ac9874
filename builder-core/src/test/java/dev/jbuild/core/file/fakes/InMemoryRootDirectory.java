package dev.jbuild.core.file.fakes;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.LinkResolver;
import dev.jbuild.core.file.StatedStream;
import dev.jbuild.core.file.UnsafePathException;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.core.tree.XattrPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A directory of files in memory, made by the methods that return it, which make missing parents 0755, or by those of the port, which
 * make nothing that is not asked for and change the time of the directory that they make something in. Used by one thread.
 */
public final class InMemoryRootDirectory implements WritableRootDirectory {
    private static final long EPOCH_NANOS = 1_600_000_000_123_456_789L;
    private static final long DISK = 0x801; // 8:1
    private static final long LATER_NANOS = 1_700_000_000_123_456_789L;

    private final SortedMap<TreePath, Node> nodes = new TreeMap<>();
    private final Map<TreePath, Reading> watched = new HashMap<>();
    private final long mtimeSeconds;
    private TreePath last = TreePath.ROOT;
    private long inodes;
    private int opened;
    private Node instead; // what the next opening finds

    public InMemoryRootDirectory() {
        this(EPOCH_NANOS / 1_000_000_000L);
    }

    /** One in which everything has this mtime until another is set. */
    public InMemoryRootDirectory(long mtimeSeconds) {
        this.mtimeSeconds = mtimeSeconds;
        put(TreePath.ROOT, new Node(++inodes, FileKind.DIRECTORY, 0755));
    }

    public InMemoryRootDirectory directory(String path) {
        return put(TreePath.of(path), new Node(++inodes, FileKind.DIRECTORY, 0755));
    }

    public InMemoryRootDirectory file(String path, String text) {
        return file(TreePath.of(path), text.getBytes(StandardCharsets.UTF_8));
    }

    public InMemoryRootDirectory file(TreePath path, byte[] bytes) {
        Node node = new Node(++inodes, FileKind.REGULAR, 0644);
        node.bytes = bytes;
        return put(path, node);
    }

    public InMemoryRootDirectory link(String path, String target) {
        Node node = new Node(++inodes, FileKind.SYMLINK, 0777);
        node.bytes = target.getBytes(StandardCharsets.UTF_8);
        return put(TreePath.of(path), node);
    }

    /** A second name of a file. */
    public InMemoryRootDirectory hardLink(String path, String existing) {
        Node node = nodes.get(TreePath.of(existing));
        node.links++;
        return put(TreePath.of(path), node);
    }

    public InMemoryRootDirectory special(String path, FileKind kind, int major, int minor) {
        Node node = new Node(++inodes, kind, 0600);
        node.major = major;
        node.minor = minor;
        return put(TreePath.of(path), node);
    }

    /** Sets the mode of what was made last. */
    public InMemoryRootDirectory mode(int mode) {
        nodes.get(last).mode = mode;
        return this;
    }

    public InMemoryRootDirectory owner(long uid, long gid) {
        nodes.get(last).uid = uid;
        nodes.get(last).gid = gid;
        return this;
    }

    public InMemoryRootDirectory mtime(long seconds) {
        nodes.get(last).mtimeNanos = seconds * 1_000_000_000L;
        return this;
    }

    public InMemoryRootDirectory xattr(String name, String value) {
        return xattr(name, value.getBytes(StandardCharsets.UTF_8));
    }

    public InMemoryRootDirectory xattr(String name, byte[] value) {
        nodes.get(last).xattrs.put(name, value);
        return this;
    }

    /** Has stat say another size than the file has, as when it is written to meanwhile. */
    public InMemoryRootDirectory growing(long sizeBytes) {
        nodes.get(last).claimedSize = sizeBytes;
        return this;
    }

    /** Told of what is read of a file. */
    public interface Reading {
        /** So many bytes of it were read since it was opened. */
        void read(long bytes);
    }

    /** Has what was made last tell its stat to who reads it. */
    public InMemoryRootDirectory watched(Reading reading) {
        watched.put(last, reading);
        return this;
    }

    /** Has the next opening find another file, as when somebody moves a directory away for a moment. */
    public InMemoryRootDirectory openingOnce(byte[] bytes) {
        instead = new Node(++inodes, FileKind.REGULAR, 0644);
        instead.bytes = bytes;
        return this;
    }

    /** Writes to a file in place; times tell. */
    public void overwrite(TreePath path, byte[] bytes) {
        nodes.get(path).bytes = bytes;
        touch(path);
    }

    /** As chmod to the same mode. */
    public void touch(TreePath path) {
        nodes.get(path).ctimeNanos++;
    }

    /** How often a file was opened. */
    public int opened() {
        return opened;
    }

    private InMemoryRootDirectory put(TreePath path, Node node) {
        if (!path.isRoot() && !nodes.containsKey(path.parent())) {
            put(path.parent(), new Node(++inodes, FileKind.DIRECTORY, 0755));
        }
        if (nodes.get(path) != node && node.mtimeNanos == EPOCH_NANOS) {
            node.mtimeNanos = mtimeSeconds * 1_000_000_000L;
        }
        nodes.put(path, node);
        last = path;
        return this;
    }

    @Override
    public Optional<FileStat> stat(TreePath path) throws IOException {
        checkParents(path);
        return Optional.ofNullable(nodes.get(path)).map(Node::stat);
    }

    @Override
    public List<TreePath> list(TreePath directory) throws IOException {
        checkParents(directory);
        Node node = node(directory);
        if (node.kind == FileKind.SYMLINK) {
            throw new UnsafePathException(directory + " is a link");
        }
        if (node.kind != FileKind.DIRECTORY) {
            throw new NotDirectoryException(directory.toString());
        }
        List<TreePath> names = new ArrayList<>();
        for (TreePath path : nodes.keySet()) {
            if (!path.isRoot() && path.parent().equals(directory)) {
                names.add(path.name());
            }
        }
        return names;
    }

    @Override
    public InputStream open(TreePath file) throws IOException {
        checkParents(file);
        Node node = instead == null ? node(file) : instead;
        instead = null;
        if (node.kind != FileKind.REGULAR) {
            throw new UnsafePathException(file + " is no regular file");
        }
        opened++;
        return watched.containsKey(file) ? new Watched(node, watched.get(file)) : new ByteArrayInputStream(node.bytes);
    }

    @Override
    public byte[] readLink(TreePath link) throws IOException {
        checkParents(link);
        return node(link).bytes.clone();
    }

    @Override
    public TreePath resolve(TreePath path) throws IOException {
        return LinkResolver.resolve(path, at -> {
            Node node = nodes.get(at);
            return node != null && node.kind == FileKind.SYMLINK ? Optional.of(node.bytes) : Optional.empty();
        });
    }

    @Override
    public SortedMap<String, byte[]> xattrs(TreePath path) throws IOException {
        checkParents(path);
        return XattrPolicy.kept(node(path).xattrs);
    }

    @Override
    public Optional<byte[]> xattr(TreePath path, String name) throws IOException {
        checkParents(path);
        return Optional.ofNullable(node(path).xattrs.get(name));
    }

    @Override
    public void makeDirectory(TreePath path, int mode) throws IOException {
        make(path, new Node(++inodes, FileKind.DIRECTORY, mode));
    }

    @Override
    public OutputStream create(TreePath path, int mode) throws IOException {
        Node node = new Node(++inodes, FileKind.REGULAR, mode);
        make(path, node);
        return new ByteArrayOutputStream() {
            @Override
            public void close() {
                node.bytes = toByteArray();
                node.mtimeNanos = LATER_NANOS;
            }
        };
    }

    @Override
    public void hardLink(TreePath existing, TreePath link) throws IOException {
        checkParents(existing);
        Node node = node(existing);
        if (node.kind == FileKind.DIRECTORY) {
            throw new IOException(existing + " is a directory");
        }
        make(link, node);
        node.links++;
    }

    @Override
    public void symbolicLink(TreePath link, byte[] target) throws IOException {
        Node node = new Node(++inodes, FileKind.SYMLINK, 0777);
        node.bytes = target.clone();
        make(link, node);
    }

    @Override
    public void makeNode(TreePath path, FileKind kind, int mode, int major, int minor) throws IOException {
        Node node = new Node(++inodes, kind, mode);
        node.major = major;
        node.minor = minor;
        make(path, node);
    }

    private void make(TreePath path, Node node) throws IOException {
        checkParents(path);
        if (nodes.containsKey(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Node parent = node(path.parent());
        if (parent.kind != FileKind.DIRECTORY) {
            throw new NotDirectoryException(path.parent().toString());
        }
        parent.mtimeNanos = LATER_NANOS;
        nodes.put(path, node);
    }

    /** As the kernel, takes setuid and setgid away, and the capabilities. */
    @Override
    public void changeOwner(TreePath path, long uid, long gid) throws IOException {
        checkParents(path);
        Node node = node(path);
        node.uid = uid;
        node.gid = gid;
        if (node.kind != FileKind.DIRECTORY) {
            node.mode &= 01777;
            node.xattrs.remove("security.capability");
        }
    }

    @Override
    public void changeMode(TreePath path, int mode) throws IOException {
        checkParents(path);
        if (node(path).kind == FileKind.SYMLINK) {
            throw new UnsafePathException(path + " is a link");
        }
        node(path).mode = mode;
    }

    @Override
    public void changeTime(TreePath path, long mtimeSeconds) throws IOException {
        checkParents(path);
        node(path).mtimeNanos = mtimeSeconds * 1_000_000_000L;
    }

    @Override
    public void setXattr(TreePath path, String name, byte[] value) throws IOException {
        checkParents(path);
        node(path).xattrs.put(name, value.clone());
    }

    @Override
    public void delete(TreePath path) throws IOException {
        checkParents(path);
        if (node(path).kind == FileKind.DIRECTORY && !list(path).isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        Node removed = nodes.remove(path);
        removed.links--;
        node(path.parent()).mtimeNanos = LATER_NANOS;
    }

    @Override
    public void deleteTree(TreePath path) throws IOException {
        checkParents(path);
        for (TreePath below : List.copyOf(nodes.keySet())) {
            if (below.startsWith(path)) {
                nodes.remove(below).links--;
            }
        }
    }

    @Override
    public void rename(TreePath from, TreePath to) throws IOException {
        checkParents(from);
        make(to, node(from));
        for (TreePath below : List.copyOf(nodes.keySet())) {
            if (below.startsWith(from)) {
                nodes.put(to.resolve(below.relativeTo(from)), nodes.remove(below));
            }
        }
    }

    @Override
    public void close() {
        // nothing is held
    }

    private Node node(TreePath path) throws NoSuchFileException {
        Node node = nodes.get(path);
        if (node == null) {
            throw new NoSuchFileException(path.toString());
        }
        return node;
    }

    private void checkParents(TreePath path) throws UnsafePathException {
        for (TreePath at = path; !at.isRoot(); ) {
            at = at.parent();
            Node node = nodes.get(at);
            if (node != null && node.kind == FileKind.SYMLINK) {
                throw new UnsafePathException(at + " is a link");
            }
        }
    }

    /** Reads what is in the file at that moment. */
    private static final class Watched extends StatedStream {
        private final Node node;
        private final Reading reading;
        private int at;

        private Watched(Node node, Reading reading) {
            this.node = node;
            this.reading = reading;
        }

        @Override
        public FileStat stat() {
            return node.stat();
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int count = Math.min(length, node.bytes.length - at);
            if (count <= 0) {
                return length == 0 ? 0 : -1;
            }
            System.arraycopy(node.bytes, at, into, offset, count);
            at += count;
            reading.read(at);
            return count;
        }
    }

    private static final class Node {
        private final long inode;
        private final FileKind kind;
        private final SortedMap<String, byte[]> xattrs = new TreeMap<>();
        private int mode;
        private byte[] bytes = new byte[0];
        private long uid;
        private long gid;
        private long mtimeNanos = EPOCH_NANOS;
        private long ctimeNanos = EPOCH_NANOS;
        private long claimedSize = -1;
        private int links = 1;
        private int major;
        private int minor;

        private Node(long inode, FileKind kind, int mode) {
            this.inode = inode;
            this.kind = kind;
            this.mode = mode;
        }

        private FileStat stat() {
            long size = claimedSize < 0 ? bytes.length : claimedSize;
            return new FileStat(kind, mode, uid, gid, size, mtimeNanos, ctimeNanos, DISK, inode, links, major, minor);
        }
    }
}
