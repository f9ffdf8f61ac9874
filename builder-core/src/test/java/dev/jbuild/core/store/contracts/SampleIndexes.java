package dev.jbuild.core.store.contracts;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Layer indexes for tests. */
public final class SampleIndexes {
    private SampleIndexes() {}

    /** One of every kind of entry, with every kind of attribute. */
    public static LayerIndex everyKind() {
        TreeMap<String, byte[]> xattrs = new TreeMap<>();
        xattrs.put("security.capability", new byte[] {1, 0, 0, 2, 0, (byte) 0xff});
        xattrs.put("user.empty", new byte[0]);
        Attributes plain = new Attributes(0755, 0, 0, 0);
        Attributes odd = new Attributes(06751, 4294967294L, 4294967294L, -62135596800L, xattrs);
        Digest content = Digest.ofUtf8("content");
        return LayerIndex.ofUnsorted(List.of(
                new LayerEntry.Present(TreePath.ROOT, new TreeEntry.Directory(plain), LayerEntry.Origin.IMPLIED, -1, 0),
                new LayerEntry.Present(TreePath.of("bin"), symlink(plain, "usr/bin")),
                new LayerEntry.Present(TreePath.of("dev"), new TreeEntry.Directory(odd)),
                new LayerEntry.Opaque(TreePath.of("dev")),
                new LayerEntry.Present(TreePath.of("dev/sda"), special(TreeEntry.Special.Type.BLOCK_DEVICE, 8, 1)),
                new LayerEntry.Present(
                        TreePath.of("dev/tty"), special(TreeEntry.Special.Type.CHARACTER_DEVICE, 4095, 1048575)),
                new LayerEntry.Present(TreePath.of("dev/pipe"), special(TreeEntry.Special.Type.FIFO, 0, 0)),
                new LayerEntry.Present(TreePath.of("dev/sock"), special(TreeEntry.Special.Type.SOCKET, 0, 0)),
                new LayerEntry.Whiteout(TreePath.of("gone")),
                new LayerEntry.Link(TreePath.of("link"), TreePath.of("usr/lib/below")),
                new LayerEntry.Present(
                        TreePath.of("huge"),
                        new TreeEntry.RegularFile(odd, 1L << 40, content),
                        LayerEntry.Origin.NAMED,
                        512,
                        3),
                new LayerEntry.Present(
                        TreePath.of(new byte[] {'n', (byte) 0xff, (byte) 0xe9}),
                        new TreeEntry.RegularFile(plain, 0, Digest.of(new byte[0])),
                        LayerEntry.Origin.NAMED,
                        LayerEntry.Present.NO_OFFSET,
                        0)));
    }

    /** A layer of many small files, in directories of a hundred. */
    public static LayerIndex ofFiles(int count) {
        List<LayerEntry> entries = new ArrayList<>();
        Digest content = Digest.ofUtf8("content");
        for (int i = 0; i < count; i++) {
            if (i % 100 == 0) {
                entries.add(new LayerEntry.Present(
                        TreePath.of("usr/share/d%04d".formatted(i / 100)),
                        new TreeEntry.Directory(new Attributes(0755, 0, 0, 1_700_000_000L + i))));
            }
            entries.add(new LayerEntry.Present(
                    TreePath.of("usr/share/d%04d/file-%05d.txt".formatted(i / 100, i)),
                    new TreeEntry.RegularFile(new Attributes(0644, 0, 0, 1_700_000_000L + i), i, content),
                    LayerEntry.Origin.NAMED,
                    512L * i,
                    0));
        }
        return LayerIndex.ofUnsorted(entries);
    }

    private static TreeEntry symlink(Attributes attributes, String target) {
        return new TreeEntry.Symlink(attributes, target.getBytes(StandardCharsets.UTF_8));
    }

    private static TreeEntry special(TreeEntry.Special.Type type, int major, int minor) {
        return new TreeEntry.Special(new Attributes(0600, 0, 5, 1), type, major, minor);
    }
}
