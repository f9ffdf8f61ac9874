package dev.jbuild.core.context;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * The files of merged layers: a stage, an image, or a context that came as an archive, whose owners stay as they are (decision 0033). Nothing is unpacked; bytes are read where
 * the layer has them.
 */
public final class LayeredSource implements SourceTree {
    private static final long NANOS = 1_000_000_000L;

    private final Tree tree;
    private final Bytes bytes;

    /** Opens what a tree names. */
    @FunctionalInterface
    public interface Bytes {

        /** The bytes of a regular file of this tree; they verify themselves when they are read to the end. The caller closes. */
        InputStream open(Tree tree, TreePath path) throws IOException;
    }

    public LayeredSource(Tree tree, Bytes bytes) {
        this.tree = tree;
        this.bytes = bytes;
    }

    @Override
    public Optional<FileStat> stat(TreePath path) {
        return tree.get(path).map(entry -> stat(path, entry));
    }

    private FileStat stat(TreePath path, TreeEntry entry) {
        Optional<Tree.Origin> origin =
                entry instanceof TreeEntry.RegularFile ? tree.origin(path) : Optional.<Tree.Origin>empty();
        int linkGroup = origin.map(Tree.Origin::linkGroup).orElse(0);
        long layer = origin.map(LayeredSource::number).orElse(0L);
        return entry.match(new Stats(layer, linkGroup));
    }

    private static long number(Tree.Origin origin) {
        return Long.parseUnsignedLong(origin.layer().digest().hex().substring(0, 16), 16);
    }

    @Override
    public List<TreePath> list(TreePath directory) {
        return List.copyOf(tree.children(directory).keySet());
    }

    @Override
    public TreePath resolve(TreePath path) {
        return tree.resolve(path)
                .orElseThrow(() -> BuildException.of(
                        ErrorCode.CONTEXT_INVALID, "\"" + path + "\": links that lead nowhere or in circles"));
    }

    @Override
    public TreeEntry entry(TreePath path, FileStat stat) throws IOException {
        return tree.get(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    @Override
    public boolean verifiesItself() {
        return true;
    }

    @Override
    public InputStream open(TreePath file) throws IOException {
        return bytes.open(tree, file);
    }

    /** What a stat would say; names of one inode have its link group for an inode. */
    private record Stats(long layer, int linkGroup) implements TreeEntry.Cases<FileStat> {

        @Override
        public FileStat directory(TreeEntry.Directory directory) {
            return stat(FileKind.DIRECTORY, directory.attributes(), 0, 0, 0);
        }

        @Override
        public FileStat regularFile(TreeEntry.RegularFile file) {
            return stat(FileKind.REGULAR, file.attributes(), file.sizeBytes(), 0, 0);
        }

        @Override
        public FileStat symlink(TreeEntry.Symlink link) {
            return stat(FileKind.SYMLINK, link.attributes(), link.target().length, 0, 0);
        }

        @Override
        public FileStat special(TreeEntry.Special special) {
            FileKind kind = switch (special.type()) {
                case FIFO -> FileKind.FIFO;
                case SOCKET -> FileKind.SOCKET;
                case CHARACTER_DEVICE -> FileKind.CHARACTER_DEVICE;
                case BLOCK_DEVICE -> FileKind.BLOCK_DEVICE;
            };
            return stat(kind, special.attributes(), 0, special.major(), special.minor());
        }

        private FileStat stat(FileKind kind, Attributes a, long sizeBytes, int major, int minor) {
            long nanos = Math.multiplyExact(
                    Math.max(Long.MIN_VALUE / NANOS, Math.min(Long.MAX_VALUE / NANOS, a.mtimeSeconds())), NANOS);
            int links = linkGroup == 0 ? 1 : 2;
            return new FileStat(
                    kind, a.mode(), a.uid(), a.gid(), sizeBytes, nanos, nanos, layer, linkGroup, links, major, minor);
        }
    }
}
