package dev.jbuild.core.layer;

import static dev.jbuild.core.tree.TreeEntries.directory;
import static dev.jbuild.core.tree.TreeEntries.symlink;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LayerWriterTest {
    private static final Attributes PLAIN = new Attributes(0644, 0, 0, 7);

    private final LayerRig rig = new LayerRig();

    @Test
    void anEmptyLayerIsTwoBlocksOfZeros() throws IOException {
        try (LayerWriter writer = rig.writer()) {
            WrittenLayer layer = writer.commit();

            assertThat(rig.bytes(layer.diffId())).isEqualTo(new byte[1024]);
            assertThat(layer.sizeBytes()).isEqualTo(1024);
            assertThat(layer.index()).isEqualTo(LayerIndex.EMPTY);
            assertThat(layer.diffId().digest().shortHex()).isEqualTo("5f70bf18a086");
        }
    }

    @Test
    void addsEveryAncestorWithItsAttributes() throws IOException {
        try (LayerWriter writer =
                LayerWriter.create(rig.blobs, directory -> new Attributes(0700 + directory.depth(), 1, 2, 3))) {
            writer.addFile(new NewFile(TreePath.of("a/b/c"), PLAIN, 0, 0), InputStream::nullInputStream);
            writer.addWhiteout(TreePath.of("a/d/e"));

            assertThat(writer.commit().index().entries())
                    .hasSize(5)
                    .contains(
                            new Present(TreePath.of("a"), new TreeEntry.Directory(new Attributes(0701, 1, 2, 3))),
                            new Present(TreePath.of("a/b"), new TreeEntry.Directory(new Attributes(0702, 1, 2, 3))),
                            new Present(TreePath.of("a/d"), new TreeEntry.Directory(new Attributes(0702, 1, 2, 3))));
        }
    }

    @Test
    void digestsWhatIsNew() throws IOException {
        try (LayerWriter writer = rig.writer()) {
            Digest digest = writer.addFile(new NewFile(TreePath.of("f"), PLAIN, 4, 0), () -> stream("text"));

            assertThat(digest).isEqualTo(Digest.ofUtf8("text"));
            WrittenLayer layer = writer.commit();
            assertThat(layer.index().entries())
                    .containsExactly(new Present(
                            TreePath.of("f"),
                            new TreeEntry.RegularFile(PLAIN, 4, digest),
                            LayerEntry.Origin.NAMED,
                            512,
                            0));
        }
    }

    @Test
    void noticesAFileThatGrowsOrShrinks() throws IOException {
        try (LayerWriter writer = rig.writer()) {
            NewFile file = new NewFile(TreePath.of("f"), PLAIN, 4, 0);

            assertThatThrownBy(() -> writer.addFile(file, () -> stream("tex")))
                    .isInstanceOf(FileChangedException.class)
                    .hasMessage("the file changed while it was read: got 3 bytes, want 4");
        }
        try (LayerWriter writer = rig.writer()) {
            NewFile file = new NewFile(TreePath.of("f"), PLAIN, 4, 0);

            assertThatThrownBy(() -> writer.addFile(file, () -> stream("text!")))
                    .isInstanceOf(FileChangedException.class)
                    .hasMessage("the file changed while it was read: got more than 4 bytes");
        }
        assertThat(rig.blobs.digests()).isEmpty();
    }

    @Test
    void hashesLargeFilesBesideTheWritingToTheSameEnd() throws IOException {
        byte[] large = new byte[3 * 1024 * 1024 + 17];
        new java.util.Random(7).nextBytes(large);
        NewFile file = new NewFile(TreePath.of("f"), PLAIN, large.length, 0);
        java.util.concurrent.ExecutorService pool = java.util.concurrent.Executors.newSingleThreadExecutor();
        java.util.concurrent.Executor never = task -> {};
        try {
            for (Workers workers : List.of(Workers.ALONE, new Workers(pool, 2), new Workers(never, 2))) {
                try (LayerWriter writer = LayerWriter.create(rig.blobs, directory -> PLAIN, workers)) {
                    assertThat(writer.addFile(file, () -> new ByteArrayInputStream(large)))
                            .isEqualTo(Digest.of(large));
                    assertThat(rig.read(writer.commit().diffId()).index().entries())
                            .hasSize(1);
                }
                try (LayerWriter writer = LayerWriter.create(rig.blobs, directory -> PLAIN, workers)) {
                    assertThatThrownBy(
                                    () -> writer.addFile(file, () -> new ByteArrayInputStream(large, 1, large.length)))
                            .isInstanceOf(FileChangedException.class);
                }
            }
        } finally {
            pool.shutdown();
        }
        assertThat(rig.blobs.digests()).hasSize(1);
    }

    @Test
    void refusesDisorderAndStrayLinks() throws IOException {
        try (LayerWriter writer = rig.writer()) {
            writer.add(TreePath.of("b"), directory("b").entry());

            assertThatThrownBy(() -> writer.add(TreePath.of("a"), directory("a").entry()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.addLink(TreePath.of("c"), 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(
                            () -> writer.add(TreePath.of("d"), rig.file("d", "").entry()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void leavesSocketsOut() throws IOException {
        try (LayerWriter writer = rig.writer()) {
            writer.add(TreePath.of("s"), new TreeEntry.Special(PLAIN, TreeEntry.Special.Type.SOCKET, 0, 0));

            assertThat(writer.commit().index().isEmpty()).isTrue();
        }
    }

    @Test
    void writesWhatOnlyPaxCanSay() throws IOException {
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        xattrs.put("security.capability", new byte[] {1, 0, 0, 2, '\n', '=', 0});
        String name150 = "n".repeat(150);
        List<Present> entries = new ArrayList<>();
        entries.add(rig.file("big-owner", "x", new Attributes(0644, 4_294_967_294L, 2_097_152, 7), 0));
        entries.add(rig.file("cap", "x", new Attributes(06755, 0, 0, 7, xattrs), 0));
        entries.add(rig.file("deep/" + "d/".repeat(120) + "end", "x"));
        entries.add(rig.file("future", "x", new Attributes(0644, 0, 0, 9_000_000_000L), 0));
        entries.add(symlink("link", "t".repeat(4095)));
        entries.add(rig.file(name150, "x"));
        entries.add(rig.file("past", "x", new Attributes(0644, 0, 0, -1), 0));
        LayerIndex index = LayerIndex.ofUnsorted(new ArrayList<>(entries));

        WrittenLayer layer = rig.write(index);

        assertThat(rig.read(layer.diffId()).index()).isEqualTo(layer.index());
        assertThat(layer.index().contentDigest()).isNotEqualTo(LayerIndex.EMPTY.contentDigest());
        assertThat(layer.index().entries())
                .filteredOn(e -> !e.path().nameStartsWith("d"))
                .hasSize(7);
    }

    @Test
    void keepsNamesOfAnyBytes() throws IOException {
        TreePath odd = TreePath.of(new byte[] {(byte) 0xff, '\n', (byte) 0xc3});
        byte[] longName = new byte[200];
        java.util.Arrays.fill(longName, (byte) 0xfe);
        try (LayerWriter writer = rig.writer()) {
            writer.add(TreePath.of(longName), new TreeEntry.Directory(PLAIN));
            writer.addFile(new NewFile(odd, PLAIN, 0, 0), InputStream::nullInputStream);
            WrittenLayer layer = writer.commit();

            assertThat(rig.read(layer.diffId()).index()).isEqualTo(layer.index());
            assertThat(new String(rig.bytes(layer.diffId()), StandardCharsets.ISO_8859_1))
                    .contains("hdrcharset=BINARY");
        }
    }

    @Test
    void hidesANameOfAnyLength() throws IOException {
        try (LayerWriter writer = rig.writer()) {
            writer.addWhiteout(TreePath.of("d/" + "x".repeat(255)));
            WrittenLayer layer = writer.commit();

            assertThat(rig.read(layer.diffId()).index()).isEqualTo(layer.index());
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
