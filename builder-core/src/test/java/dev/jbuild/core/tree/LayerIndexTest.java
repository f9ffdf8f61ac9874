package dev.jbuild.core.tree;

import static dev.jbuild.core.tree.TreeEntries.directory;
import static dev.jbuild.core.tree.TreeEntries.file;
import static dev.jbuild.core.tree.TreeEntries.index;
import static dev.jbuild.core.tree.TreeEntries.link;
import static dev.jbuild.core.tree.TreeEntries.opaque;
import static dev.jbuild.core.tree.TreeEntries.symlink;
import static dev.jbuild.core.tree.TreeEntries.whiteout;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.LayerEntry.Present;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LayerIndexTest {
    private static final LayerIndex ALL = index(
            directory("a"),
            opaque("a"),
            file("a/b", "text"),
            whiteout("a/c"),
            symlink("a/d", "/x"),
            TreeEntries.fifo("a/e"),
            link("f", "usr/bin/f"),
            decorated());

    /** Everything that an entry can have. */
    private static Present decorated() {
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        xattrs.put("security.capability", new byte[] {1, 0, 2});
        xattrs.put("user.note", new byte[300]);
        Attributes attributes = new Attributes(04755, 4_000_000_000L, 5, -86_400, xattrs);
        Digest sha512 = Digest.ofHash(Digest.Algorithm.SHA512, new byte[64]);
        TreeEntry entry = new TreeEntry.RegularFile(attributes, 1L << 40, sha512);
        return new Present(TreePath.of("g"), entry, LayerEntry.Origin.NAMED, 1L << 41, 3);
    }

    @Test
    void givesEntriesBackAsTheyWere() {
        List<LayerEntry> entries = List.of(directory("a"), opaque("a"), file("a/b", "text"), decorated());

        assertThat(new LayerIndex(entries).entries()).isEqualTo(entries);
    }

    @Test
    void goesThroughItsEntriesFromAnyOne() {
        LayerIndex index = index(
                directory("a"),
                opaque("a"),
                file("a/b", "text"),
                directory("a/c"),
                opaque("a/c"),
                file("a/c/d", "x"),
                file("a/e", "x"),
                file("f/g/h", "x"), // below directories that nobody names
                link("i", "usr/bin/f"),
                whiteout("j"));
        for (int first = 0; first <= index.entries().size(); first++) {
            assertThat(index.entriesFrom(first))
                    .toIterable()
                    .isEqualTo(index.entries().subList(first, index.entries().size()));
        }
    }

    /** Records of caches name it, so that it may never become another one. */
    @Test
    void hashesEachFieldWithItsLength() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(bytes);
        StringBuilder name = new StringBuilder();
        List<LayerEntry> entries = new ArrayList<>();
        text(fields, "layer/1".getBytes(UTF_8));
        for (int i = 0; i < 200; i++) {
            name.append("n");
            Present file = file(name.toString(), "content of " + i, 0600 + i / 3 % 8);
            entries.add(file);
            text(fields, name.toString().getBytes(UTF_8));
            text(fields, "present".getBytes(UTF_8));
            text(fields, "file".getBytes(UTF_8));
            fields.writeLong(file.entry().attributes().mode());
            fields.writeLong(file.entry().attributes().uid());
            fields.writeLong(file.entry().attributes().gid());
            fields.writeLong(0); // extended attributes
            fields.writeLong(("content of " + i).length());
            text(fields, "sha256".getBytes(UTF_8));
            text(fields, Digest.ofUtf8("content of " + i).hash());
        }

        assertThat(new LayerIndex(entries).contentDigest()).isEqualTo(Digest.of(bytes.toByteArray()));
    }

    private static void text(DataOutputStream fields, byte[] value) throws IOException {
        fields.writeLong(value.length);
        fields.write(value);
    }

    @Test
    void addsDirectoriesThatNobodyNames() {
        assertThat(index(file("a/b/c", "x")).entries())
                .extracting(entry -> entry.path().toString(), entry -> ((Present) entry).origin())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", LayerEntry.Origin.IMPLIED),
                        org.assertj.core.groups.Tuple.tuple("a/b", LayerEntry.Origin.IMPLIED),
                        org.assertj.core.groups.Tuple.tuple("a/b/c", LayerEntry.Origin.NAMED));
    }

    @Test
    void sortsADirectoryRightBeforeWhatIsInIt() {
        assertThat(index(file("a-b", ""), file("a/b", ""), directory("a")).entries())
                .extracting(entry -> entry.path().toString())
                .containsExactly("a", "a/b", "a-b");
    }

    @Test
    void keepsAnEntryOfTheRoot() {
        LayerIndex index = index(directory("", 0700), opaque(""), file("a", "x"));

        assertThat(index.entries()).hasSize(3).first().isEqualTo(directory("", 0700));
        assertThat(index.entries().get(1)).isEqualTo(opaque(""));
    }

    @Test
    void refusesAPathTwice() {
        assertThatThrownBy(() -> index(file("a", "1"), file("a", "2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"a\" is out of order or twice");
        assertThatThrownBy(() -> index(file("a", "1"), whiteout("a"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> index(directory("a"), opaque("a"), opaque("a")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesDisorder() {
        assertThatThrownBy(() -> new LayerIndex(List.of(file("b", ""), file("a", ""))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Beside a file, what comes is put in without a look at all that is open. */
    @Test
    void refusesDisorderBesideAFile() {
        for (String[] paths : new String[][] {
            {"d/b", "d/a"},
            {"d/b", "d/b"},
            {"d/bc", "d/b"},
            {"d/b", "d/b/c"},
            {"d/b", "c/b"},
            {"b", "a"},
            {"d/\u00e9", "d/z"}
        }) {
            assertThatThrownBy(() -> new LayerIndex(List.of(file(paths[0], "x"), file(paths[1], "x"))))
                    .as("%s, %s", (Object[]) paths)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        LayerIndex index =
                index(file("d/b", "x"), whiteout("d/b!"), file("d/bc", "x"), file("d.", "x"), file("e", "x"));
        assertThat(index.entries())
                .extracting(entry -> entry.path().toString())
                .containsExactly("d", "d/b", "d/b!", "d/bc", "d.", "e");
    }

    @Test
    void refusesAnEntryBelowAFile() {
        assertThatThrownBy(() -> index(file("a", ""), file("a/b", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"a/b\" lies below \"a\", no directory");
        assertThatThrownBy(() -> index(whiteout("a"), file("a/b", ""))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsWhatItWrote() throws IOException {
        assertThat(LayerIndex.read(new ByteArrayInputStream(written(ALL)))).isEqualTo(ALL);
        assertThat(LayerIndex.read(new ByteArrayInputStream(written(LayerIndex.EMPTY))))
                .isEqualTo(LayerIndex.EMPTY);
    }

    @Test
    void neverReadsBrokenBytesAsTheSameIndex() throws IOException {
        byte[] good = written(ALL);
        for (int i = 0; i < good.length; i++) {
            byte[] broken = good.clone();
            broken[i] ^= 0x15;
            try {
                assertThat(LayerIndex.read(new ByteArrayInputStream(broken))).isNotEqualTo(ALL);
            } catch (IOException expected) {
                assertThat(expected).hasMessageContaining("layer index");
            }
        }
    }

    /** Siblings are taken over as they lie: what comes of it must be what is made of the entries that it gives. */
    @Test
    void readsNothingThatItWouldNotHaveWritten() throws IOException {
        byte[] good = written(siblings());
        assertThat(LayerIndex.read(new ByteArrayInputStream(good))).isEqualTo(siblings());
        int read = 0;
        for (int i = 0; i < good.length; i++) {
            for (int bits : new int[] {0x01, 0x2e, 0x40, 0x80, 0xff, good[i], good[i] ^ '/'}) {
                byte[] broken = good.clone();
                broken[i] ^= (byte) bits;
                try {
                    LayerIndex index = LayerIndex.read(new ByteArrayInputStream(broken));
                    assertThat(new LayerIndex(index.entries())).isEqualTo(index);
                    assertThat(written(index)).isEqualTo(broken);
                    read++;
                } catch (IOException expected) {
                    assertThat(expected).hasMessageContaining("layer index");
                }
            }
        }
        assertThat(read).isGreaterThan(1000); // digests and times may be any
    }

    /** Files one after another, also behind directories and what is in them, of one owner and of several, with all that one can have. */
    private static LayerIndex siblings() {
        List<LayerEntry> entries = new ArrayList<>();
        Digest content = Digest.ofUtf8("content");
        entries.add(directory("d"));
        for (int i = 0; i < 12; i++) {
            Attributes attributes = new Attributes(i < 6 ? 0644 : 0755, 7, 300, i % 2 == 0 ? i : -i);
            TreeEntry file = new TreeEntry.RegularFile(attributes, 1L << 3 * i, content);
            String path = (i < 9 ? "d/" : "e") + (char) ('a' + i);
            long offset = i % 3 == 0 ? Present.NO_OFFSET : 512L << i;
            entries.add(new Present(TreePath.of(path), file, LayerEntry.Origin.NAMED, offset, i % 4));
            if (i == 4) {
                entries.add(directory(path + "x"));
                entries.add(file(path + "x/y", "z"));
            }
        }
        return new LayerIndex(entries);
    }

    @Test
    void refusesATruncatedForm() throws IOException {
        refusesATruncatedFormOf(ALL);
        refusesATruncatedFormOf(siblings());
    }

    private static void refusesATruncatedFormOf(LayerIndex index) throws IOException {
        byte[] good = written(index);
        for (int length = 0; length < good.length; length++) {
            byte[] part = java.util.Arrays.copyOf(good, length);
            assertThatThrownBy(() -> LayerIndex.read(new ByteArrayInputStream(part)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void isSelfContainedWhenNothingComesFromBelow() {
        assertThat(index(directory("a"), file("a/b", "")).isSelfContained()).isTrue();
        assertThat(index(file("a/b", "")).isSelfContained()).isFalse();
        assertThat(index(link("a", "b")).isSelfContained()).isFalse();
    }

    @Test
    void digestsContentButNotTimesAndPlaces() {
        Present file = file("a", "x");
        Present later = new Present(
                file.path(),
                file.entry().withAttributes(file.entry().attributes().withMtimeSeconds(99)),
                LayerEntry.Origin.NAMED,
                512,
                1);

        assertThat(index(later).contentDigest()).isEqualTo(index(file).contentDigest());
        assertThat(List.of(
                        index(file).contentDigest(),
                        index(file("a", "y")).contentDigest(),
                        index(file("a", "x", 0600)).contentDigest(),
                        index(file("b", "x")).contentDigest(),
                        index(whiteout("a")).contentDigest(),
                        index(directory("a")).contentDigest(),
                        index(directory("a"), opaque("a")).contentDigest(),
                        index(symlink("a", "x")).contentDigest(),
                        index(link("a", "x")).contentDigest(),
                        LayerIndex.EMPTY.contentDigest()))
                .doesNotHaveDuplicates();
    }

    @Test
    void knowsItsNewestTime() {
        assertThat(index(file("a/b", "")).newestMtimeSeconds()).isEqualTo(7);
        assertThat(LayerIndex.EMPTY.newestMtimeSeconds()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void holdsEntriesThatFillManyChunks() {
        LayerIndex.Builder builder = LayerIndex.builder();
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        for (int i = 0; i < 3_000; i++) {
            xattrs.put("user.x", new byte[i % 7 == 0 ? 70_000 : 100]);
            Attributes attributes = new Attributes(0644, 0, 0, i, i % 100 == 0 ? xattrs : new TreeMap<>());
            builder.add(new Present(
                    TreePath.of("d%03d/f%05d".formatted(i / 50, i)), new TreeEntry.Symlink(attributes, new byte[40])));
        }
        LayerIndex index = builder.build();

        assertThat(index.entries()).hasSize(3_060);
        assertThat(index.entries().get(3_059).path()).isEqualTo(TreePath.of("d059/f02999"));
        assertThat(((Present) index.entries().get(1))
                        .entry()
                        .attributes()
                        .xattrs()
                        .get("user.x"))
                .hasSize(70_000);
    }

    private static byte[] written(LayerIndex index) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        index.writeTo(out);
        return out.toByteArray();
    }
}
