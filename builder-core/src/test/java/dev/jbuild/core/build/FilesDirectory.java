package dev.jbuild.core.build;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.NioRootDirectories;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** A temporary directory for tests that write trees of plain names; owners and devices are left out, as no test here has the right. */
final class FilesDirectory implements WritableRootDirectory {
    private final Path root;
    private final RootDirectory reading;

    private FilesDirectory(Path root, RootDirectory reading) {
        this.root = root;
        this.reading = reading;
    }

    static RootDirectories factory() {
        RootDirectories nio = new NioRootDirectories(() -> {
            throw new AssertionError("not for writing");
        });
        return new RootDirectories() {
            @Override
            public RootDirectory open(Path directory) throws IOException {
                return nio.open(directory);
            }

            @Override
            public WritableRootDirectory openWritable(Path directory) throws IOException {
                return new FilesDirectory(directory, nio.open(directory));
            }
        };
    }

    private Path at(TreePath path) {
        return path.isRoot() ? root : root.resolve(path.toString());
    }

    @Override
    public void makeDirectory(TreePath path, int mode) throws IOException {
        Files.createDirectory(at(path));
    }

    @Override
    public OutputStream create(TreePath path, int mode) throws IOException {
        return Files.newOutputStream(at(path), StandardOpenOption.CREATE_NEW);
    }

    @Override
    public void hardLink(TreePath existing, TreePath link) throws IOException {
        Files.createLink(at(link), at(existing));
    }

    @Override
    public void symbolicLink(TreePath link, byte[] target) throws IOException {
        Files.createSymbolicLink(at(link), Path.of(new String(target, java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Override
    public void makeNode(TreePath path, FileKind kind, int mode, int major, int minor) throws IOException {
        throw new IOException("a test has no right to make a " + kind);
    }

    @Override
    public void changeOwner(TreePath path, long uid, long gid) {}

    @Override
    public void changeMode(TreePath path, int mode) throws IOException {
        Set<PosixFilePermission> bits = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int i = 0; i < all.length; i++) {
            if ((mode & 0400 >> i) != 0) {
                bits.add(all[i]);
            }
        }
        Files.setPosixFilePermissions(at(path), bits);
    }

    @Override
    public void changeTime(TreePath path, long mtimeSeconds) throws IOException {
        if (!Files.isSymbolicLink(at(path))) {
            Files.setLastModifiedTime(at(path), FileTime.fromMillis(mtimeSeconds * 1000));
        }
    }

    @Override
    public void setXattr(TreePath path, String name, byte[] value) throws IOException {
        throw new IOException("a test sets no attributes");
    }

    @Override
    public void delete(TreePath path) throws IOException {
        Files.delete(at(path));
    }

    @Override
    public void deleteTree(TreePath path) throws IOException {
        throw new IOException("a test deletes no trees");
    }

    @Override
    public void rename(TreePath from, TreePath to) throws IOException {
        Files.move(at(from), at(to));
    }

    @Override
    public Optional<FileStat> stat(TreePath path) throws IOException {
        return reading.stat(path);
    }

    @Override
    public List<TreePath> list(TreePath directory) throws IOException {
        return reading.list(directory);
    }

    @Override
    public InputStream open(TreePath file) throws IOException {
        return reading.open(file);
    }

    @Override
    public byte[] readLink(TreePath link) throws IOException {
        return reading.readLink(link);
    }

    @Override
    public TreePath resolve(TreePath path) throws IOException {
        return reading.resolve(path);
    }

    @Override
    public SortedMap<String, byte[]> xattrs(TreePath path) throws IOException {
        return reading.xattrs(path);
    }

    @Override
    public Optional<byte[]> xattr(TreePath path, String name) throws IOException {
        return name.startsWith("user.") ? reading.xattr(path, name) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        reading.close();
    }
}
