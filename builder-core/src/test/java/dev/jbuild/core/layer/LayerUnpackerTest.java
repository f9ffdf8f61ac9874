package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntries;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerUnpackerTest {
    private final LayerRig rig = new LayerRig();
    private final InMemoryRootDirectory form = new InMemoryRootDirectory();

    @Test
    void makesEveryTypeWithItsAttributes() throws IOException {
        unpack(
                new RawTar()
                        .add(RawTar.header('5', "d").mode(01777))
                        .pax("uid", "33", "SCHILY.xattr.security.capability", "cap", "SCHILY.xattr.user.a", "b")
                        .add(RawTar.header('0', "d/file").mode(04755).size(4), "text")
                        .hardLink("d/again", "d/file")
                        .symlink("link", "/d/file")
                        .add(RawTar.header('6', "pipe").mode(0600))
                        .add(RawTar.header('3', "null").device(1, 3).mode(0666))
                        .end(),
                Tree.EMPTY,
                FormRights.ROOT);

        FileStat file = stat("d/file");
        assertThat(file.mode()).isEqualTo(04755);
        assertThat(file.uid()).isEqualTo(33);
        assertThat(file.mtimeSeconds()).isEqualTo(7);
        assertThat(file.links()).isEqualTo(2);
        assertThat(stat("d/again").inode()).isEqualTo(file.inode());
        assertThat(form.xattrs(TreePath.of("d/file"))).containsOnlyKeys("security.capability", "user.a");
        assertThat(stat("d").mode()).isEqualTo(01777);
        assertThat(stat("d").mtimeSeconds()).isEqualTo(7);
        assertThat(form.readLink(TreePath.of("link"))).asString().isEqualTo("/d/file");
        assertThat(stat("link").mtimeSeconds()).isEqualTo(7);
        assertThat(stat("pipe").kind()).isEqualTo(FileKind.FIFO);
        assertThat(stat("null").deviceMinor()).isEqualTo(3);
        assertThat(text("d/file")).isEqualTo("text");
    }

    /** CVE-2021-32760: what a link says of its mode and owner is not done to what it leads to. */
    @Test
    void attributesOfALinkReachNothingElse() throws IOException {
        unpack(
                new RawTar()
                        .file("plain", "text")
                        .symlink("link", "plain")
                        .add(RawTar.header('1', "again").target("plain").mode(06777))
                        .add(RawTar.header('1', "out").target("link").mode(06777))
                        .end(),
                Tree.EMPTY,
                FormRights.ROOT);

        assertThat(stat("plain").mode()).isEqualTo(0644);
        assertThat(stat("again").inode()).isEqualTo(stat("plain").inode());
        assertThat(stat("out").kind()).isEqualTo(FileKind.SYMLINK);
        assertThat(form.readLink(TreePath.of("out"))).asString().isEqualTo("plain");
    }

    @Test
    void marksWhatIsGone() throws IOException {
        unpack(
                new RawTar()
                        .file("d/.wh.gone", "")
                        .directory("e")
                        .file("e/.wh..wh..opq", "")
                        .end(),
                Tree.EMPTY,
                FormRights.USER_NAMESPACE);

        assertThat(stat("d/gone").kind()).isEqualTo(FileKind.CHARACTER_DEVICE);
        assertThat(stat("d/gone").deviceMajor()).isZero();
        assertThat(form.xattr(TreePath.of("e"), "user.overlay.opaque")).isPresent();
        assertThat(form.xattr(TreePath.of("d"), "user.overlay.opaque")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"root, true", "userns-0123456789ab, false", "single, false"})
    void marksForOverlaysOfRootToo(String tag, boolean marked) throws IOException {
        unpack(new RawTar().directory("e").file("e/.wh..wh..opq", "").end(), Tree.EMPTY, FormRights.ofTag(tag));

        assertThat(form.xattr(TreePath.of("e"), "user.overlay.opaque")).isPresent();
        assertThat(form.xattr(TreePath.of("e"), "trusted.overlay.opaque").isPresent())
                .isEqualTo(marked);
    }

    @Test
    void takesFromBelowWhatTheLayerLeavesToIt() throws IOException {
        byte[] base = new RawTar()
                .add(RawTar.header('5', "opt").mode(0711))
                .file("opt/tool", "tool")
                .symlink("opt/link", "tool")
                .end();
        DiffId lower = new DiffId(rig.blobs.put(base));
        Tree below = Tree.EMPTY.apply(lower, rig.read(lower).index());

        unpack(
                new RawTar()
                        .hardLink("opt/new", "opt/tool")
                        .hardLink("opt/twice", "opt/tool")
                        .hardLink("opt/symbolic", "opt/link")
                        .end(),
                below,
                FormRights.ROOT);

        assertThat(stat("opt").mode()).isEqualTo(0711);
        assertThat(text("opt/new")).isEqualTo("tool");
        assertThat(stat("opt/twice").inode()).isEqualTo(stat("opt/new").inode());
        assertThat(form.readLink(TreePath.of("opt/symbolic"))).asString().isEqualTo("tool");
    }

    @Test
    void leavesOwnersAndDevicesToWhoMayMakeThem() throws IOException {
        unpack(
                new RawTar()
                        .add(RawTar.header('0', "f").text(108, "0000041\0"))
                        .add(RawTar.header('4', "disk").device(8, 0))
                        .end(),
                Tree.EMPTY,
                FormRights.ofTag("single"));

        assertThat(stat("f").uid()).isZero();
        assertThat(form.stat(TreePath.of("disk"))).isEmpty();
    }

    @Test
    void readsBytesInTheOrderOfTheTar() throws IOException {
        unpack(
                new RawTar()
                        .file("z", "last name first")
                        .add(
                                RawTar.header('S', "m")
                                        .magic("ustar  \0")
                                        .size(2)
                                        .text(386, "00000000002\00000000000002\0")
                                        .text(483, "00000000005\0"),
                                "xy")
                        .file("a", "first name last")
                        .file("empty", "")
                        .file("z", "and again")
                        .end(),
                Tree.EMPTY,
                FormRights.ROOT);

        assertThat(text("z")).isEqualTo("and again");
        assertThat(text("a")).isEqualTo("first name last");
        assertThat(text("m")).isEqualTo("\0\0xy\0");
        assertThat(text("empty")).isEmpty();
    }

    @Test
    void unpacksALayerThatIsStoredOnlyCompressed() throws IOException {
        byte[] tar = new RawTar().file("f", "x".repeat(5_000)).end();
        DiffId layer = LayerContentsTest.storeGzip(rig, tar);
        LayerIndex index = LayerReader.readLayer(new ByteArrayInputStream(tar), TarLimits.DEFAULT)
                .index();

        new LayerUnpacker(rig.contents, FormRights.ROOT).unpack(layer, index, Tree.EMPTY, form);

        assertThat(text("f")).hasSize(5_000);
        assertThat(rig.blobs.contains(layer.digest())).isFalse();
    }

    @Test
    void noticesADamagedTar() throws IOException {
        byte[] tar = new RawTar().file("f", "text").end();
        DiffId layer = new DiffId(rig.blobs.put(tar));
        LayerIndex index = rig.read(layer).index();
        tar[513] ^= 1;
        rig.blobs.damage(layer.digest(), tar);

        assertThatThrownBy(
                        () -> new LayerUnpacker(rig.contents, FormRights.ROOT).unpack(layer, index, Tree.EMPTY, form))
                .isInstanceOf(dev.jbuild.core.store.DamagedBlobException.class);
    }

    private void unpack(byte[] tar, Tree below, FormRights rights) throws IOException {
        DiffId layer = new DiffId(rig.blobs.put(tar));
        LayerIndex index = rig.read(layer).index();
        below.apply(TreeEntries.layer(1), index);
        new LayerUnpacker(rig.contents, rights).unpack(layer, index, below, form);
    }

    private FileStat stat(String path) throws IOException {
        return form.stat(TreePath.of(path)).orElseThrow();
    }

    private String text(String path) throws IOException {
        return new String(form.open(TreePath.of(path)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
