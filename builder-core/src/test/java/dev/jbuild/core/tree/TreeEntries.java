package dev.jbuild.core.tree;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.LayerEntry.Present;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes entries of layers in few words. Files hold their text, are 0644 and belong to root; directories are 0755. */
public final class TreeEntries {
    private TreeEntries() {}

    public static Present file(String path, String text) {
        return file(path, text, 0644);
    }

    public static Present file(String path, String text, int mode) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Attributes attributes = new Attributes(mode, 0, 0, 7);
        return new Present(TreePath.of(path), new TreeEntry.RegularFile(attributes, bytes.length, Digest.of(bytes)));
    }

    public static Present directory(String path) {
        return directory(path, 0755);
    }

    public static Present directory(String path, int mode) {
        return new Present(TreePath.of(path), new TreeEntry.Directory(new Attributes(mode, 0, 0, 7)));
    }

    public static Present symlink(String path, String target) {
        byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
        return new Present(TreePath.of(path), new TreeEntry.Symlink(new Attributes(0777, 0, 0, 7), bytes));
    }

    public static Present fifo(String path) {
        Attributes attributes = new Attributes(0600, 0, 0, 7);
        return new Present(TreePath.of(path), new TreeEntry.Special(attributes, TreeEntry.Special.Type.FIFO, 0, 0));
    }

    public static LayerEntry whiteout(String path) {
        return new LayerEntry.Whiteout(TreePath.of(path));
    }

    public static LayerEntry opaque(String path) {
        return new LayerEntry.Opaque(TreePath.of(path));
    }

    public static LayerEntry link(String path, String target) {
        return new LayerEntry.Link(TreePath.of(path), TreePath.of(target));
    }

    public static LayerIndex index(LayerEntry... entries) {
        return LayerIndex.ofUnsorted(Arrays.asList(entries));
    }

    public static DiffId layer(int number) {
        return new DiffId(Digest.ofUtf8("layer " + number));
    }

    /** A tree of one layer. */
    public static Tree tree(LayerEntry... entries) {
        return Tree.EMPTY.apply(layer(1), index(entries));
    }

    /** One line for each path: type, mode, owner, path, and what it holds. */
    public static List<String> listing(Tree tree) {
        List<String> lines = new ArrayList<>();
        tree.walk(TreePath.ROOT, (path, entry) -> lines.add(line(path, entry)));
        return lines;
    }

    private static String line(TreePath path, TreeEntry entry) {
        Attributes attributes = entry.attributes();
        String what = entry.match(new Described());
        return "%s %04o %d:%d /%s%s"
                .formatted(
                        what.substring(0, 1),
                        attributes.mode(),
                        attributes.uid(),
                        attributes.gid(),
                        path,
                        what.substring(1));
    }

    private static final class Described implements TreeEntry.Cases<String> {
        @Override
        public String directory(TreeEntry.Directory directory) {
            return "d";
        }

        @Override
        public String regularFile(TreeEntry.RegularFile file) {
            return "- " + file.sizeBytes() + " " + file.content().shortHex();
        }

        @Override
        public String symlink(TreeEntry.Symlink link) {
            return "l -> " + new String(link.target(), StandardCharsets.UTF_8);
        }

        @Override
        public String special(TreeEntry.Special special) {
            return "s " + special.type() + " " + special.major() + ":" + special.minor();
        }
    }
}
