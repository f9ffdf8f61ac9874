package dev.jbuild.core.layer;

import static dev.jbuild.core.layer.RawTar.header;
import static dev.jbuild.core.layer.RawTar.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntries;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that are odd and honest: what old and other programs write is understood. */
class WildArchivesTest {
    private final LayerRig rig = new LayerRig();

    @Test
    void readsOldTars() throws IOException {
        Tree tree = tree(new RawTar()
                .add(header('\0', "dir/").v7())
                .add(header('\0', "dir/file").v7().size(4), "text")
                .add(header('\0', "dir/link").v7().target("file").text(156, "2"))
                .end());

        assertThat(TreeEntries.listing(tree))
                .contains("d 0644 0:0 /dir", "l 0777 0:0 /dir/link -> file")
                .hasSize(4);
        assertThat(content(tree, "dir/file")).isEqualTo("text");
    }

    @Test
    void readsChecksumsThatWereSummedWithSigns() throws IOException {
        RawTar.Header header = header('0', "\u00e9\u00e9");
        byte[] block = header.bytes();
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i];
        }
        header.checksum("%06o\0 ".formatted(sum));

        assertThat(index(new RawTar().add(header).end()).entries()).hasSize(1);
    }

    @Test
    void readsPrefixesOfUstarAndStar() throws IOException {
        LayerIndex index = index(new RawTar()
                .add(header('0', "f").prefix("ustar/dir"))
                .add(header('0', "f")
                        .prefix("star/dir")
                        .text(476, "00000000007\0")
                        .text(508, "tar\0"))
                .end());

        assertThat(paths(index)).contains("ustar/dir/f", "star/dir/f");
    }

    @Test
    void takesNoPrefixFromGnuHeaders() throws IOException {
        LayerIndex index = index(new RawTar()
                .add(header('0', "f").magic("ustar  \0").text(345, "00000000007\0"))
                .end());

        assertThat(paths(index)).containsExactly("f");
    }

    @Test
    void readsLongNamesOfGnu() throws IOException {
        String name = "d/" + "n".repeat(200);
        LayerIndex index = index(new RawTar()
                .extension('L', name + "\0")
                .extension('K', "t".repeat(150) + "\0")
                .symlink("short", "short")
                .end());

        assertThat(paths(index)).containsExactly("d", name);
        assertThat(((TreeEntry.Symlink) ((Present) index.entries().get(1)).entry()).target())
                .hasSize(150);
    }

    @Test
    void readsLargeNumbers() throws IOException {
        LayerIndex index = index(new RawTar()
                .add(header('0', "a").text(108, "\u0080\0\0\0\u00ff\u00ff\u00ff\u00fe"))
                .add(header('0', "b")
                        .text(136, "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00fe"))
                .pax("uid", "3000000", "gid", "4294967294", "mtime", "1234.999")
                .file("c", "")
                .pax("mtime", "-1.5")
                .file("d", "")
                .pax("mtime", "99999999999999")
                .file("e", "")
                .end());

        assertThat(attributes(index, 0).uid()).isEqualTo(4_294_967_294L);
        assertThat(attributes(index, 1).mtimeSeconds()).isEqualTo(-2);
        assertThat(attributes(index, 2)).isEqualTo(new Attributes(0644, 3_000_000, 4_294_967_294L, 1234));
        assertThat(attributes(index, 3).mtimeSeconds()).isEqualTo(-2);
        assertThat(attributes(index, 4).mtimeSeconds()).isZero();
    }

    @Test
    void readsNumbersBetweenBlanks() throws IOException {
        LayerIndex index = index(new RawTar()
                .add(header('0', "a").text(100, "  755 \0 ").text(124, "          1 "), "x")
                .add(header('0', "b").text(108, "\0\0\0\0\0\0\0\0"))
                .end());

        assertThat(attributes(index, 0).mode()).isEqualTo(0755);
        assertThat(attributes(index, 1).uid()).isZero();
    }

    @Test
    void takesTheModeWithoutTheFileType() throws IOException {
        assertThat(attributes(
                                index(new RawTar()
                                        .add(header('0', "a").mode(0104755))
                                        .end()),
                                0)
                        .mode())
                .isEqualTo(04755);
    }

    @Test
    void dropsWhatLeadsFromTheRoot() throws IOException {
        assertThat(paths(index(new RawTar()
                        .directory("./")
                        .file("/absolute", "")
                        .file("./a//b/./c", "")
                        .file("x/../y", "")
                        .end())))
                .containsExactly("", "a", "a/b", "a/b/c", "absolute", "y");
    }

    @Test
    void readsAGlobalHeaderAndTakesNothingFromIt() throws IOException {
        LayerIndex index = index(new RawTar()
                .extension('g', records("comment", "a commit", "uid", "5"))
                .file("a", "")
                .end());

        assertThat(attributes(index, 0).uid()).isZero();
    }

    @Test
    void anEmptyPaxValueIsAsNone() throws IOException {
        assertThat(paths(index(
                        new RawTar().pax("path", "b", "path", "").file("a", "").end())))
                .containsExactly("a");
    }

    @Test
    void keepsTheXattrsOfThePolicy() throws IOException {
        LayerIndex index = index(new RawTar()
                .pax(
                        "SCHILY.xattr.user.a",
                        "\0\n=",
                        "SCHILY.xattr.security.selinux",
                        "x",
                        "SCHILY.xattr.trusted.b",
                        "x")
                .file("f", "")
                .end());

        assertThat(attributes(index, 0).xattrs()).containsOnlyKeys("user.a");
        assertThat(attributes(index, 0).xattrs().get("user.a")).containsExactly(0, '\n', '=');
    }

    @Test
    void believesThePaxSizeOfWhatAHeaderCannotSay() throws IOException {
        byte[] archive =
                new RawTar().pax("size", "" + (1L << 34)).add(header('0', "a")).cut();

        assertThatThrownBy(() -> index(archive))
                .hasMessageContaining("truncated: it ends after")
                .isInstanceOf(IOException.class);
    }

    @Test
    void theLastOfManyCounts() throws IOException {
        Tree tree = tree(new RawTar()
                .file("a", "old")
                .directory("d")
                .file("d/kept", "k")
                .file("a", "new")
                .add(header('5', "d").mode(0700))
                .end());

        assertThat(content(tree, "a")).isEqualTo("new");
        assertThat(content(tree, "d/kept")).isEqualTo("k");
        assertThat(tree.get(TreePath.of("d")).orElseThrow().attributes().mode()).isEqualTo(0700);
    }

    @Test
    void aFileInThePlaceOfADirectoryTakesAllWithIt() throws IOException {
        Tree below = tree(new RawTar().directory("d").file("d/below", "").end());
        LayerIndex index = index(new RawTar()
                .file("d/gone", "")
                .symlink("d", "x")
                .directory("d")
                .file("d/new", "")
                .end());

        assertThat(index.entries())
                .extracting(entry -> entry.getClass().getSimpleName() + " " + entry.path())
                .containsExactly("Present d", "Opaque d", "Present d/new");
        assertThat(below.apply(TreeEntries.layer(2), index).children(TreePath.of("d")))
                .containsOnlyKeys(TreePath.of("new"));
    }

    @Test
    void hardLinksMeanWhatTheNameWasThen() throws IOException {
        Tree tree = tree(new RawTar()
                .file("a", "first")
                .hardLink("b", "a")
                .file("a", "second")
                .hardLink("c", "./b")
                .hardLink("d", "/a")
                .end());

        assertThat(content(tree, "a")).isEqualTo("second");
        assertThat(content(tree, "b")).isEqualTo("first");
        assertThat(content(tree, "c")).isEqualTo("first");
        assertThat(content(tree, "d")).isEqualTo("second");
        assertThat(group(tree, "b")).isEqualTo(group(tree, "c")).isNotEqualTo(group(tree, "d"));
        assertThat(group(tree, "a")).isEqualTo(group(tree, "d")).isPositive();
    }

    @Test
    void hardLinksMayLeadBelow() throws IOException {
        Tree below = tree(new RawTar()
                .file("usr/bin/a", "below")
                .symlink("bin", "usr/bin")
                .end());
        LayerIndex index =
                index(new RawTar().hardLink("b", "usr/bin/a").hardLink("c", "b").end());

        assertThat(index.hasLinksBelow()).isTrue();
        LayerReader.checkLinks(index, below);
        Tree tree = below.apply(TreeEntries.layer(2), index);
        assertThat(content(tree, "b")).isEqualTo("below");
        assertThat(content(tree, "c")).isEqualTo("below");
    }

    @Test
    void readsWhiteoutsOfEveryForm() throws IOException {
        LayerIndex index = index(new RawTar()
                .file("d/.wh.gone", "")
                .file("e/.wh..wh..opq", "")
                .file("e/new", "")
                .add(header('3', "f/device").device(0, 0))
                .file("g/.wh.x", "")
                .file("g/x/y", "")
                .file("h/.wh.z", "")
                .file("h/z", "")
                .file(".wh..wh.aufs", "")
                .file(".wh..wh.plnk/1.2", "")
                .end());

        assertThat(index.entries())
                .filteredOn(entry -> !(entry instanceof Present))
                .containsExactly(
                        new LayerEntry.Whiteout(TreePath.of("d/gone")),
                        new LayerEntry.Opaque(TreePath.of("e")),
                        new LayerEntry.Whiteout(TreePath.of("f/device")),
                        new LayerEntry.Opaque(TreePath.of("g/x")));
        assertThat(paths(index)).contains("h/z", "e/new", "g/x/y").noneMatch(path -> path.contains(".wh."));
    }

    @Test
    void anArchiveThatIsNoLayerHasNoWhiteouts() throws IOException {
        byte[] archive =
                new RawTar().file(".wh.a", "x").file("d/.wh..wh..opq", "").end();

        assertThat(paths(LayerReader.readArchive(new ByteArrayInputStream(archive), TarLimits.DEFAULT)
                        .index()))
                .containsExactly(".wh.a", "d", "d/.wh..wh..opq");
    }

    @Test
    void anArchiveThatIsNoLayerIsWhole() {
        byte[] cut = new RawTar().file("a", "x").cut();
        byte[] link = new RawTar().hardLink("a", "elsewhere").end();

        assertThatThrownBy(() -> LayerReader.readArchive(new ByteArrayInputStream(cut), TarLimits.DEFAULT))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("end mark");
        assertThatThrownBy(() -> LayerReader.readArchive(new ByteArrayInputStream(link), TarLimits.DEFAULT))
                .isInstanceOf(InvalidArchiveException.class);
    }

    /** What pads the last record is read, and what has no end is not. */
    @ParameterizedTest
    @ValueSource(bytes = {0, 'x'})
    void anArchiveThatIsNoLayerEnds(byte behind) throws IOException {
        byte[] archive = new RawTar().file("a", "x").end();
        byte[] padded = java.util.Arrays.copyOf(archive, 1 << 20);
        java.util.Arrays.fill(padded, archive.length, padded.length, behind);

        assertThat(paths(LayerReader.readArchive(new ByteArrayInputStream(padded), TarLimits.DEFAULT)
                        .index()))
                .containsExactly("a");
        assertThatThrownBy(() -> LayerReader.readArchive(
                        new SequenceInputStream(new ByteArrayInputStream(archive), endless(behind)), TarLimits.DEFAULT))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("goes on for more than 67108864 bytes behind its end mark");
    }

    private static InputStream endless(byte all) {
        return new InputStream() {
            private long given;

            @Override
            public int read() {
                return all;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                java.util.Arrays.fill(bytes, offset, offset + length, all);
                given += length;
                assertThat(given).as("bytes that were read").isLessThan(1 << 28);
                return length;
            }
        };
    }

    @Test
    void endsWithoutAMarkAndWithALongOne() throws IOException {
        byte[] cut = new RawTar().file("a", "x").cut();
        byte[] padded = java.util.Arrays.copyOf(cut, 10_240);

        assertThat(index(cut).entries()).hasSize(1);
        ReadLayer layer = LayerReader.readLayer(new ByteArrayInputStream(padded), TarLimits.DEFAULT);
        assertThat(layer.sizeBytes()).isEqualTo(10_240);
        assertThat(layer.diffId()).isEqualTo(new DiffId(Digest.of(padded)));
    }

    @Test
    void refusesALayerOfAnotherDiffId() {
        byte[] archive = new RawTar().file("a", "x").end();
        DiffId other = new DiffId(Digest.ofUtf8("other"));

        assertThatThrownBy(() -> LayerReader.readLayer(new ByteArrayInputStream(archive), other, TarLimits.DEFAULT))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("want " + other);
    }

    private static LayerIndex index(byte[] archive) throws IOException {
        return LayerReader.readLayer(new ByteArrayInputStream(archive), TarLimits.DEFAULT)
                .index();
    }

    private Tree tree(byte[] archive) throws IOException {
        return Tree.EMPTY.apply(new DiffId(rig.blobs.put(archive)), index(archive));
    }

    private String content(Tree tree, String path) throws IOException {
        try (var in = rig.contents.open(tree, TreePath.of(path))) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }

    private static int group(Tree tree, String path) {
        return tree.origin(TreePath.of(path)).map(Tree.Origin::linkGroup).orElse(-1);
    }

    private static Attributes attributes(LayerIndex index, int number) {
        return Optional.of(index.entries().get(number))
                .map(Present.class::cast)
                .map(present -> present.entry().attributes())
                .orElseThrow();
    }

    private static List<String> paths(LayerIndex index) {
        return index.entries().stream().map(entry -> entry.path().toString()).toList();
    }
}
