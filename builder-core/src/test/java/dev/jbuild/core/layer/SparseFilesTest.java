package dev.jbuild.core.layer;

import static dev.jbuild.core.layer.RawTar.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files with holes: every form that GNU tar ever wrote is read, and maps that lie are refused. */
@Timeout(30)
class SparseFilesTest {
    private static final TarLimits LIMITS = new TarLimits(1_000, 1L << 21, 1L << 24, 1L << 19);

    private final LayerRig rig = new LayerRig();

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void isRefused(String name, byte[] archive, String why) {
        assertThatThrownBy(() -> LayerReader.readLayer(new ByteArrayInputStream(archive), LIMITS))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining(why);
    }

    static Stream<Arguments> lies() {
        String[] sparse01 = {"GNU.sparse.numblocks", "1", "GNU.sparse.size", "100"};
        return Stream.of(
                refused(
                        "holes of 1 EiB",
                        tar().add(sparse("0", "0", 1L << 32, "")
                                .text(483, "77777777777\0")
                                .size(0)),
                        "declares sparse files of"),
                refused(
                        "pieces that overlap",
                        tar().pax(with(sparse01, "GNU.sparse.map", "0,10,5,10")).file("a", "x".repeat(20)),
                        "over another"),
                refused(
                        "pieces in disorder",
                        tar().pax(with(sparse01, "GNU.sparse.map", "50,5,0,5")).file("a", "x".repeat(10)),
                        "over another"),
                refused(
                        "a piece outside",
                        tar().pax(with(sparse01, "GNU.sparse.map", "99,10")).file("a", "x".repeat(10)),
                        "outside of the file"),
                refused(
                        "a piece that wraps",
                        tar().pax(with(sparse01, "GNU.sparse.map", "1,999999999999999999"))
                                .file("a", "x"),
                        "outside of the file"),
                refused(
                        "half a piece",
                        tar().pax(with(sparse01, "GNU.sparse.map", "1,2,3")).file("a", "xx"),
                        "half a piece"),
                refused(
                        "a map of words",
                        tar().pax(with(sparse01, "GNU.sparse.map", "a,b")).file("a", ""),
                        "no decimal number"),
                refused(
                        "more bytes than pieces",
                        tar().pax(with(sparse01, "GNU.sparse.map", "0,5")).file("a", "x".repeat(9)),
                        "does not fit its size"),
                refused("no size", tar().pax("GNU.sparse.map", "0,1").file("a", "x"), "without one size"),
                refused(
                        "two sizes",
                        tar().pax("GNU.sparse.map", "0,1", "GNU.sparse.size", "1", "GNU.sparse.realsize", "2")
                                .file("a", "x"),
                        "without one size"),
                refused(
                        "an unknown format",
                        tar().pax("GNU.sparse.major", "2", "GNU.sparse.minor", "0", "GNU.sparse.realsize", "1")
                                .file("a", "x"),
                        "unknown format"),
                refused(
                        "a map without numbers",
                        tar().pax(sparse10("9")).file("a", "no number\n" + " ".repeat(1000)),
                        "no decimal number"),
                refused(
                        "a map without lines",
                        tar().pax(sparse10("9")).file("a", "1".repeat(1024)),
                        "no list of numbers"),
                refused(
                        "a map without end",
                        tar().pax(sparse10("9")).file("a", "999999999\n" + "0\n0\n".repeat(100)),
                        "no list of numbers"),
                refused(
                        "a map larger than the file",
                        tar().pax(sparse10("9")).add(header('0', "a").size(3), "0\n"),
                        "does not fit its size"),
                refused(
                        "offsets without lengths",
                        tar().pax("GNU.sparse.size", "9", "GNU.sparse.offset", "0", "GNU.sparse.offset", "1")
                                .file("a", ""),
                        "broken sparse map"),
                refused("an endless old map", endlessOldMap(), "a sparse map of more than 1 MiB"));
    }

    private static RawTar endlessOldMap() {
        RawTar tar = tar().add(sparse("0", "0", 512, "\1"));
        byte[] more = new byte[512];
        Arrays.fill(more, 0, 504, (byte) '0');
        for (int i = 11; i < 504; i += 12) {
            more[i] = 0;
        }
        more[504] = 1;
        for (int i = 0; i < 2_100; i++) {
            tar.raw(more);
        }
        return tar;
    }

    @Test
    void readsEveryFormOfSparseFiles() throws IOException {
        String[] keys = {"GNU.sparse.size", "12", "GNU.sparse.numblocks", "2"};
        Tree tree = tree(new RawTar()
                .add(
                        header('S', "old")
                                .magic("ustar  \0")
                                .size(4)
                                .text(386, "00000000002\00000000000002\0")
                                .text(410, "00000000010\00000000000002\0")
                                .text(483, "00000000014\0"),
                        "aabb")
                .pax(with(keys, "GNU.sparse.map", "2,2,8,2"))
                .file("one", "aabb")
                .pax(with(
                        keys,
                        "GNU.sparse.offset",
                        "2",
                        "GNU.sparse.numbytes",
                        "2",
                        "GNU.sparse.offset",
                        "8",
                        "GNU.sparse.numbytes",
                        "2"))
                .file("zero", "aabb")
                .pax(
                        "GNU.sparse.major",
                        "1",
                        "GNU.sparse.minor",
                        "0",
                        "GNU.sparse.realsize",
                        "12",
                        "GNU.sparse.name",
                        "ten")
                .file("GNUSparseFile.0/ten", "2\n2\n2\n8\n2\n" + "\0".repeat(502) + "aabb")
                .file("after", "plain")
                .end());

        for (String name : List.of("old", "one", "zero", "ten")) {
            assertThat(content(tree, name)).isEqualTo("\0\0aa\0\0\0\0bb\0\0");
        }
        assertThat(content(tree, "after")).isEqualTo("plain");
    }

    private static String[] with(String[] keys, String... more) {
        String[] all = Arrays.copyOf(keys, keys.length + more.length);
        System.arraycopy(more, 0, all, keys.length, more.length);
        return all;
    }

    private static String[] sparse10(String size) {
        return new String[] {"GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.realsize", size};
    }

    private static RawTar.Header sparse(String offset, String length, long size, String extended) {
        return header('S', "a")
                .magic("ustar  \0")
                .text(386, "%11s\0".formatted(offset).replace(' ', '0'))
                .text(398, "%11s\0".formatted(length).replace(' ', '0'))
                .text(482, extended)
                .text(483, "%011o\0".formatted(size));
    }

    private static RawTar tar() {
        return new RawTar();
    }

    private static Arguments refused(String name, RawTar tar, String why) {
        return Arguments.of(name, tar.end(), why);
    }

    private Tree tree(byte[] archive) throws IOException {
        LayerIndex index = LayerReader.readLayer(new ByteArrayInputStream(archive), TarLimits.DEFAULT)
                .index();
        return Tree.EMPTY.apply(new DiffId(rig.blobs.put(archive)), index);
    }

    private String content(Tree tree, String path) throws IOException {
        try (InputStream in = rig.contents.open(tree, TreePath.of(path))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
