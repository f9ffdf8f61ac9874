package dev.jbuild.core.layer;

import static dev.jbuild.core.layer.RawTar.header;
import static dev.jbuild.core.layer.RawTar.record;
import static dev.jbuild.core.layer.RawTar.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.tree.Tree;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Archives that want to leave their directory, to cost more than they weigh, or to be read in two ways: each is refused, and why.
 *
 * <p>The classes of harm that unpackers have done, and the rows that stand for them:
 * <ul>
 *   <li>names that lead out, and whiteouts that do: {@link #names}, {@link #whiteouts};
 *   <li>a link, or a directory that was one when it was looked at, as a parent of what comes later (CVE-2025-47290): {@link #links};
 *   <li>attributes set through a hard link to something else (CVE-2021-32760): {@link #links};
 *   <li>sizes, names and links that two readers take differently (CVE-2025-62518): {@link #disagreements}, {@link #structure};
 *   <li>owners and device numbers that wrap: {@link #numbers};
 *   <li>sizes and headers that want memory, and times that want hours: {@link #numbers}, {@link #paxHeaders};
 *   <li>more entries, names or bytes than a limit: {@link #structure}; sparse maps without bound: {@link SparseFilesTest}; compressed streams
 *       that are cut off, have garbage behind them or ask for memory: {@link DecompressionTest}.
 * </ul>
 */
@Timeout(30)
class AttackArchivesTest {
    private static final TarLimits LIMITS = new TarLimits(1_000, 1L << 21, 1L << 24, 1L << 19);

    @ParameterizedTest(name = "{0}")
    @MethodSource({"names", "links", "numbers", "paxHeaders", "disagreements", "structure", "whiteouts"})
    void isRefused(String name, byte[] archive, String why) {
        assertThatThrownBy(() -> {
                    ReadLayer layer = LayerReader.readLayer(new ByteArrayInputStream(archive), LIMITS);
                    LayerReader.checkLinks(layer.index(), Tree.EMPTY);
                })
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining(why);
    }

    static Stream<Arguments> names() {
        return Stream.of(
                refused("up", tar().file("../evil", "x"), "leads out of the root"),
                refused("up after a name", tar().file("a/../../evil", "x"), "leads out of the root"),
                refused("up after a slash", tar().file("/../evil", "x"), "leads out of the root"),
                refused("only up", tar().directory(".."), "leads out of the root"),
                refused("up in the prefix", tar().add(header('0', "evil").prefix("../..")), "leads out of the root"),
                refused("up in a PAX path", tar().pax("path", "../../evil").file("x", ""), "leads out of the root"),
                refused("up in a long name", tar().extension('L', "../evil\0").file("x", ""), "leads out of the root"),
                refused("NUL in a PAX path", tar().pax("path", "a\0b").file("x", ""), "NUL byte"),
                refused("no name", tar().file("", "x"), "without a name"),
                refused("an empty long name", tar().extension('L', "\0").file("x", ""), "without a name"),
                refused("a file as root", tar().file("./", "x"), "in the place of the root"),
                refused("a link as root", tar().symlink(".", "/etc"), "in the place of the root"),
                refused(
                        "a name of 256 bytes",
                        tar().pax("path", "n".repeat(256)).file("x", ""),
                        "the most is 255"),
                refused(
                        "a path of 4096 bytes",
                        tar().pax("path", "d/".repeat(2049)).file("x", ""),
                        "the most is 4095"));
    }

    static Stream<Arguments> links() {
        return Stream.of(
                refused(
                        "a file through a link of the archive",
                        tar().symlink("dir", "/etc").file("dir/passwd", "evil"),
                        "\"dir/passwd\" lies below \"dir\", which is no directory"),
                refused(
                        "a directory through a link, deep",
                        tar().symlink("a", "..").directory("a/b/c"),
                        "which is no directory"),
                refused(
                        "a link made between two files",
                        tar().file("d/one", "").symlink("d", "/").file("d/two", ""),
                        "which is no directory"),
                refused("a file below a file", tar().file("a", "").file("a/b", ""), "which is no directory"),
                refused(
                        "below a hard link",
                        tar().symlink("s", "/etc").hardLink("h", "s").file("h/x", ""),
                        "which is no directory"),
                refused("a hard link out", tar().hardLink("a", "../../etc/shadow"), "leads out of the root"),
                refused("a hard link to nothing", tar().hardLink("a", "etc/shadow"), "no file of the layers below"),
                refused("a hard link forward", tar().hardLink("a", "b").file("b", ""), "no file of the layers below"),
                refused("a hard link to a directory", tar().directory("d").hardLink("a", "d"), "a directory"),
                refused("a hard link to itself", tar().hardLink("a", "./a"), "to itself"),
                refused("a hard link to the root", tar().hardLink("a", "/"), "to the root"),
                refused(
                        "a hard link in a circle",
                        tar().hardLink("a", "b").hardLink("b", "a"),
                        "no file of the layers below"),
                refused("a link to no name", tar().symlink("a", ""), "a name of 0 bytes"),
                refused(
                        "a link to 4096 bytes",
                        tar().pax("linkpath", "t".repeat(4096)).symlink("a", "x"),
                        "4096"),
                refused("NUL in a link", tar().pax("linkpath", "a\0b").symlink("a", "x"), "NUL byte"));
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                refused("a size of letters", tar().add(header('0', "a").text(124, "zzzzzzzzzzz\0")), "no octal number"),
                refused("a size with 8", tar().add(header('0', "a").text(124, "00000000008\0")), "no octal number"),
                refused("a negative size", tar().add(header('0', "a").text(124, "\u00ff".repeat(12))), "is -1"),
                refused(
                        "a size beyond 64 bits",
                        tar().add(header('0', "a").text(124, "\u0080" + "\u0001".repeat(11))),
                        "does not fit 64 bits"),
                refused(
                        "a size of 8 EiB",
                        tar().add(header('0', "a").text(124, "\u0080\0\0\0\u007f" + "\u00ff".repeat(7))),
                        "declares a file of"),
                refused("a size beyond the limit", tar().add(header('0', "a").size(1L << 22)), "declares a file of"),
                refused(
                        "an owner that wraps to root",
                        tar().pax("uid", "4294967296").file("a", ""),
                        "want ids from 0"),
                refused("the owner -1", tar().pax("uid", "4294967295").file("a", ""), "want ids from 0"),
                refused("a negative owner", tar().add(header('0', "a").text(108, "\u00ff".repeat(8))), "is -1"),
                refused("a device number too large", tar().add(header('3', "a").device(0x1000, 0)), "device number"),
                refused("a minor number too large", tar().add(header('4', "a").device(1, 0x100000)), "device number"),
                refused("a wrong checksum", tar().add(header('0', "a").checksum("000000\0 ")), "wrong checksum"),
                refused("a checksum of blanks", tar().add(header('0', "a").checksum("        ")), "wrong checksum"));
    }

    static Stream<Arguments> paxHeaders() {
        return Stream.of(
                refused(
                        "a time of a million digits",
                        tar().pax("mtime", "1".repeat(900_000)).file("a", ""),
                        "digits"),
                refused(
                        "a time with an exponent",
                        tar().pax("mtime", "1E999999999").file("a", ""),
                        "no decimal number"),
                refused("a fraction of letters", tar().pax("mtime", "1.e9").file("a", ""), "no time"),
                refused("a size of 19 digits", tar().pax("size", "9".repeat(19)).file("a", ""), "digits"),
                refused("a negative size", tar().pax("size", "-1").file("a", ""), "no decimal number"),
                refused("an owner with a sign", tar().pax("gid", "+1").file("a", ""), "no decimal number"),
                refused(
                        "a record longer than its header",
                        tar().extension('x', "99 path=a\n").file("a", ""),
                        "broken"),
                refused(
                        "a record of no length",
                        tar().extension('x', " path=a\n").file("a", ""),
                        "digits"),
                refused(
                        "a record of length 0",
                        tar().extension('x', "0 path=a\n").file("a", ""),
                        "broken"),
                refused("a record too short", tar().extension('x', "3 path=a\n").file("a", ""), "broken"),
                refused("a record of huge length", tar().extension('x', "99999999999999999999 a=b\n"), "broken"),
                refused(
                        "a record without end",
                        tar().extension('x', "10 path=ab").file("a", ""),
                        "broken"),
                refused("a record without key", tar().extension('x', "5 =b\n").file("a", ""), "no key"),
                refused(
                        "a record without value",
                        tar().extension('x', "7 path\n").file("a", ""),
                        "no key"),
                refused(
                        "NUL in a key",
                        tar().extension('x', record("pa\0th", "a")).file("a", ""),
                        "NUL byte"),
                refused(
                        "a header of 2 GiB",
                        tar().add(header('x', "pax").size((1L << 31) - 1)),
                        "an extension header of 2147483647 bytes"),
                refused("a long name of 1 GiB", tar().add(header('L', "long").size(1L << 30)), "the most is 1 MiB"),
                refused("a long link of 1 GiB", tar().add(header('K', "long").size(1L << 30)), "the most is 1 MiB"),
                refused(
                        "an attribute of 64 KiB and one",
                        tar().pax("SCHILY.xattr.user.x", "v".repeat(65_537)).file("a", ""),
                        "an extended attribute of 65537 bytes"),
                refused(
                        "a global path",
                        tar().extension('g', records("path", "evil")).file("a", ""),
                        "global"),
                refused(
                        "a global size",
                        tar().extension('g', records("size", "0")).file("a", "x"),
                        "global"),
                refused(
                        "a global sparse map",
                        tar().extension('g', records("GNU.sparse.offset", "0")).file("a", ""),
                        "global"));
    }

    /** What two readers would understand differently: the class of CVE-2025-62518. */
    static Stream<Arguments> disagreements() {
        byte[] hidden = new RawTar().file("smuggled", "evil").cut();
        String inner = new String(hidden, java.nio.charset.StandardCharsets.ISO_8859_1);
        return Stream.of(
                refused(
                        "PAX size over a header of size 0",
                        tar().pax("size", "" + hidden.length).add(header('0', "outer"), inner),
                        "0 bytes by its header and 1024 by its PAX header"),
                refused(
                        "PAX size 0 over a header of a size",
                        tar().pax("size", "0").add(header('0', "outer").size(hidden.length), inner),
                        "1024 bytes by its header and 0 by its PAX header"),
                refused(
                        "two PAX headers",
                        tar().pax("path", "a").pax("path", "b").file("c", ""),
                        "two PAX headers"),
                refused(
                        "two long names",
                        tar().extension('L', "a\0").extension('L', "b\0").file("c", ""),
                        "two long names"),
                refused(
                        "two long links",
                        tar().extension('K', "a\0").extension('K', "b\0").symlink("c", "x"),
                        "two long link names"),
                refused(
                        "GNU and PAX names",
                        tar().extension('L', "a\0").pax("path", "b").file("c", ""),
                        "different names"),
                refused(
                        "GNU and PAX links",
                        tar().extension('K', "a\0").pax("linkpath", "b").symlink("c", "x"),
                        "different link names"));
    }

    static Stream<Arguments> structure() {
        byte[] good = tar().file("a", "text").end();
        return Stream.of(
                refused(
                        "text instead of a tar",
                        "FROM scratch\n".repeat(100).getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        "checksum"),
                refused("an unknown type", tar().add(header('Z', "a")), "unknown type \"Z\""),
                refused("a volume label", tar().add(header('V', "a")), "unknown type \"V\""),
                refused("a part of another volume", tar().add(header('M', "a")), "unknown type \"M\""),
                refused("cut in a header", Arrays.copyOf(good, 300), "truncated"),
                refused("cut in a file", Arrays.copyOf(good, 514), "truncated"),
                refused("cut in the padding", Arrays.copyOf(good, 700), "truncated"),
                refused(
                        "cut in a PAX header",
                        Arrays.copyOf(tar().pax("path", "a").file("a", "").end(), 515),
                        "truncated"),
                refused("cut after a PAX header", tar().pax("path", "a").cut(), "ends after an extension header"),
                refused("the end after a PAX header", tar().pax("path", "a"), "ends after an extension header"),
                refused(
                        "a block of zeros between",
                        tar().file("a", "").raw(new byte[512]).file("b", ""),
                        "single block of zeros"),
                refused("too many entries", many(1_001), "more than 1000 entries"),
                refused("too many names", names(200), "more than 524288 bytes of names and attributes"),
                refused("too many bytes", tar().file("a", "").raw(new byte[3 << 20]), "more than 2097152 bytes"));
    }

    private static RawTar names(int count) {
        RawTar tar = tar();
        for (int i = 0; i < count; i++) {
            tar.pax("path", i + "/d".repeat(1_500)).directory("x");
        }
        return tar;
    }

    private static RawTar many(int count) {
        RawTar tar = tar();
        for (int i = 0; i < count; i++) {
            tar.directory("a");
        }
        return tar;
    }

    static Stream<Arguments> whiteouts() {
        return Stream.of(
                refused("a whiteout of no name", tar().file("d/.wh.", ""), "whiteout of no file"),
                refused("a whiteout of the directory itself", tar().file("d/.wh..", ""), "whiteout of no file"),
                refused("a whiteout of the parent", tar().file("d/.wh...", ""), "whiteout of no file"),
                refused("a whiteout outside", tar().file("../.wh.passwd", ""), "leads out of the root"),
                refused(
                        "a whiteout through a link",
                        tar().symlink("d", "/etc").file("d/.wh.passwd", ""),
                        "no directory"),
                refused(
                        "an opaque mark through a link",
                        tar().symlink("d", "/etc").file("d/.wh..wh..opq", ""),
                        "no directory"),
                refused("a file below a whiteout's name", tar().file(".wh.a/b", ""), "a name of a whiteout"));
    }

    private static RawTar tar() {
        return new RawTar();
    }

    private static Arguments refused(String name, RawTar tar, String why) {
        return Arguments.of(name, tar.end(), why);
    }

    private static Arguments refused(String name, byte[] archive, String why) {
        return Arguments.of(name, archive, why);
    }

    @org.junit.jupiter.api.Test
    void thereAreAtLeastSixty() {
        assertThat(Stream.of(names(), links(), numbers(), paxHeaders(), disagreements(), structure(), whiteouts())
                        .mapToLong(Stream::count)
                        .sum())
                .isGreaterThanOrEqualTo(60);
    }
}
