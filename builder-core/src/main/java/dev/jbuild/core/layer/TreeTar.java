package dev.jbuild.core.layer;

import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * A whole tree as one tar without whiteouts, in the form of our layers: the same tree always makes the same bytes. Names of one
 * inode stay links of each other. The root itself is left out, as whoever unpacks has one. Used by one thread.
 */
public final class TreeTar {
    private final Tree tree;
    private final LayerContents contents;
    private final TarOutput tar;
    private final Names names;
    private final Times times;
    private final Map<LinkedFile, TreePath> firstNames = new HashMap<>();

    /** Where a path of the tree stands in the tar. */
    @FunctionalInterface
    public interface Names {
        TreePath of(TreePath path);
    }

    /** What mtime a file has in the tar, by the one that it has in the tree. */
    @FunctionalInterface
    public interface Times {
        long of(long mtimeSeconds);
    }

    private TreeTar(Tree tree, LayerContents contents, OutputStream out, Names names, Times times) {
        this.tree = tree;
        this.contents = contents;
        this.tar = new TarOutput(out);
        this.names = names;
        this.times = times;
    }

    /** Writes a tree, after which others may follow, and then {@link #end}; returns the number of bytes. Does not close. */
    public static long write(Tree tree, LayerContents contents, OutputStream out, Names names, Times times)
            throws IOException {
        TreeTar writer = new TreeTar(tree, contents, out, names, times);
        tree.walk(TreePath.ROOT, writer::write);
        writer.tar.flush();
        return writer.tar.position();
    }

    /** Writes a file that is in no tree, mode 0644 and root's; returns the number of bytes. Does not close. */
    public static long writeFile(TreePath name, byte[] content, long mtimeSeconds, OutputStream out)
            throws IOException {
        TarOutput tar = new TarOutput(out);
        Attributes attributes = new Attributes(0644, 0, 0, mtimeSeconds);
        tar.write(TarHeader.of(TarFormat.REGULAR, name.toBytes(), attributes, content.length));
        tar.copy(new ByteArrayInputStream(content), content.length, null);
        tar.zeros(TarFormat.padding(content.length));
        tar.flush();
        return tar.position();
    }

    /** Writes the end of a tar; returns the number of bytes. Does not close. */
    public static long end(OutputStream out) throws IOException {
        TarOutput tar = new TarOutput(out);
        tar.zeros(2 * TarFormat.BLOCK_BYTES);
        tar.flush();
        return tar.position();
    }

    private void write(TreePath path, TreeEntry entry) throws IOException {
        TreePath name = names.of(path);
        if (name.isRoot() || isSocket(entry)) {
            return;
        }
        Attributes attributes = entry.attributes();
        TreeEntry dated = entry.withAttributes(attributes.withMtimeSeconds(times.of(attributes.mtimeSeconds())));
        if (dated instanceof TreeEntry.RegularFile file) {
            writeFile(path, name, file);
        } else {
            tar.write(dated.match(new EntryHeaders(name)));
        }
    }

    private static boolean isSocket(TreeEntry entry) {
        return entry instanceof TreeEntry.Special special && special.type() == TreeEntry.Special.Type.SOCKET;
    }

    private void writeFile(TreePath path, TreePath name, TreeEntry.RegularFile file) throws IOException {
        TreePath first = LinkedFile.of(tree, path)
                .map(inode -> firstNames.putIfAbsent(inode, name))
                .orElse(null);
        if (first != null) {
            tar.write(TarHeader.ofLink(TarFormat.HARD_LINK, name.toBytes(), file.attributes(), first.toBytes()));
            return;
        }
        tar.write(TarHeader.of(TarFormat.REGULAR, name.toBytes(), file.attributes(), file.sizeBytes()));
        try (InputStream bytes = contents.open(tree, path)) {
            tar.copy(bytes, file.sizeBytes(), null);
        }
        tar.zeros(TarFormat.padding(file.sizeBytes()));
    }
}
