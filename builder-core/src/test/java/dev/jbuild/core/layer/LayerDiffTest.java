package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import dev.jbuild.core.layer.ChangedFiles.Kind;
import dev.jbuild.core.layer.ChangedFiles.Ownership;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is a change, and how each form of an overlay's upper says it. */
class LayerDiffTest {
    private final LayerRig rig = new LayerRig();
    private final InMemoryRootDirectory upper = new InMemoryRootDirectory();
    private Tree parent = Tree.EMPTY;

    @BeforeEach
    void base() throws IOException {
        InMemoryRootDirectory base = new InMemoryRootDirectory()
                .directory("etc")
                .mode(0750)
                .file("etc/hosts", "hosts")
                .mtime(5)
                .file("etc/passwd", "passwd")
                .mtime(5)
                .file("etc/sub/deep", "deep")
                .mtime(5)
                .directory("var")
                .link("lib", "usr/lib");
        WrittenLayer layer =
                LayerDiff.write(new ChangedFiles(base, Kind.WHOLE, Ownership.AS_FOUND), Tree.EMPTY, rig.blobs);
        parent = Tree.EMPTY.apply(layer.diffId(), layer.index());
    }

    @Test
    void aCommandThatDoesNothingMakesAnEmptyLayer() throws IOException {
        assertThat(changes()).isEmpty();
        assertThat(upper.opened()).isZero();
    }

    @Test
    void bringsEveryAncestorWithItsAttributesOfNow() throws IOException {
        upper.directory("etc").mode(0750).mtime(9).directory("etc/sub").file("etc/sub/new", "x");

        assertThat(changes()).containsExactly("etc", "etc/sub", "etc/sub/new");
        assertThat(((Present) index().entries().get(0)).entry().attributes().mtimeSeconds())
                .isEqualTo(9);
    }

    @Test
    void leavesOutADirectoryOfWhichOnlyTheTimeChanged() throws IOException {
        upper.directory("etc").mode(0750).mtime(99);

        assertThat(changes()).isEmpty();
    }

    @Test
    void leavesOutAFileThatIsAsItWas() throws IOException {
        upper.directory("etc").mode(0750).file("etc/hosts", "hosts").mtime(5);

        assertThat(changes()).isEmpty();
    }

    @Test
    void readsTheContentWhenSizeAndTimeAreTheSame() throws IOException {
        upper.directory("etc").mode(0750).file("etc/hosts", "HOSTS").mtime(5);

        assertThat(changes()).containsExactly("etc", "etc/hosts");
    }

    @Test
    void takesATouchedFileForChanged() throws IOException {
        upper.directory("etc").mode(0750).file("etc/hosts", "hosts").mtime(6);

        assertThat(changes()).containsExactly("etc", "etc/hosts");
    }

    @Test
    void noticesModesOwnersAndXattrs() throws IOException {
        upper.directory("etc").mode(0755);
        assertThat(changes()).containsExactly("etc");
        upper.directory("etc").mode(0750).file("etc/hosts", "hosts").mtime(5).owner(1, 0);
        assertThat(changes()).containsExactly("etc", "etc/hosts");
        upper.file("etc/hosts", "hosts").mtime(5).xattr("user.a", "b");
        assertThat(changes()).containsExactly("etc", "etc/hosts");
        upper.file("etc/hosts", "hosts").mtime(5).xattr("trusted.overlay.origin", "b");
        assertThat(changes()).isEmpty();
    }

    @Test
    void hidesByDevicesOfAKernelOverlay() throws IOException {
        upper.directory("etc")
                .mode(0750)
                .special("etc/hosts", FileKind.CHARACTER_DEVICE, 0, 0)
                .special("etc/never", FileKind.CHARACTER_DEVICE, 0, 0)
                .hardLink("etc/passwd", "etc/never");

        assertThat(changes()).containsExactly("etc", "-etc/hosts", "-etc/passwd");
    }

    @Test
    void hidesByNamesOfAFuseOverlay() throws IOException {
        upper.directory("etc")
                .mode(0750)
                .file("etc/.wh.hosts", "")
                .file("etc/.wh.never", "")
                .file(".wh.var", "");

        assertThat(changes()).containsExactly("etc", "-etc/hosts", "-var");
    }

    @Test
    void refusesNamesThatHideNothing() {
        upper.file("etc/.wh..", "");

        assertThatThrownBy(this::changes).isInstanceOf(InvalidArchiveException.class);
    }

    @Test
    void saysEveryDeletionOfADirectoryThatWasMadeAnew() throws IOException {
        for (String mark : List.of("user.overlay.opaque", "trusted.overlay.opaque")) {
            upper.directory("etc")
                    .mode(0750)
                    .xattr(mark, "y")
                    .file("etc/hosts", "hosts")
                    .mtime(5)
                    .file("etc/new", "");

            assertThat(changes()).containsExactly("etc", "etc/new", "-etc/passwd", "-etc/sub");
        }
    }

    @Test
    void understandsTheOpaqueFileOfAFuseOverlay() throws IOException {
        upper.directory("etc").mode(0750).file("etc/.wh..wh..opq", "");

        assertThat(changes()).containsExactly("etc", "-etc/hosts", "-etc/passwd", "-etc/sub");
    }

    @Test
    void comparesADirectoryInsideOneThatWasMadeAnew() throws IOException {
        upper.directory("etc").mode(0750).xattr("user.overlay.opaque", "y").directory("etc/sub");

        assertThat(changes()).containsExactly("etc", "-etc/hosts", "-etc/passwd", "etc/sub", "-etc/sub/deep");
    }

    @Test
    void replacesADirectoryByAFileWithoutAWhiteout() throws IOException {
        upper.file("etc", "now a file").directory("lib").file("lib/x", "");

        assertThat(changes()).containsExactly("etc", "lib", "lib/x");
        assertThat(parent.apply(dev.jbuild.core.tree.TreeEntries.layer(2), index())
                        .children(TreePath.of("etc")))
                .isEmpty();
    }

    @Test
    void leavesSocketsOutAndWhatTheyReplaced() throws IOException {
        upper.special("socket", FileKind.SOCKET, 0, 0).special("lib", FileKind.SOCKET, 0, 0);

        assertThat(changes()).containsExactly("-lib");
    }

    @Test
    void keepsNamesOfOneFileTogether() throws IOException {
        upper.file("a", "x").hardLink("b", "a").file("c", "x");

        LayerIndex index = index();

        assertThat(index.entries())
                .extracting(entry -> ((Present) entry).linkGroup())
                .containsExactly(1, 1, 0);
        assertThat(rig.read(write(Kind.UPPER, Ownership.AS_FOUND).diffId()).index())
                .isEqualTo(index);
    }

    @Test
    void bringsAnOldFileAlongThatGotANewName() throws IOException {
        upper.directory("etc").mode(0750).file("etc/hosts", "hosts").mtime(5).hardLink("etc/more", "etc/hosts");

        assertThat(changes()).containsExactly("etc", "etc/hosts", "etc/more");
    }

    @Test
    void noticesAChangedRoot() throws IOException {
        upper.directory("").mode(0700);

        assertThat(changes()).containsExactly("");
    }

    @Test
    void ownersOfOldPathsComeFromTheParentWhenNobodyCouldChangeThem() throws IOException {
        InMemoryRootDirectory base =
                new InMemoryRootDirectory().file("f", "x").owner(33, 44).mtime(5);
        WrittenLayer layer =
                LayerDiff.write(new ChangedFiles(base, Kind.WHOLE, Ownership.AS_FOUND), Tree.EMPTY, rig.blobs);
        parent = Tree.EMPTY.apply(layer.diffId(), layer.index());
        upper.file("f", "changed").mtime(5).file("new", "").mtime(5);

        LayerIndex index = write(Kind.UPPER, Ownership.OF_PARENT).index();

        assertThat(index.entries())
                .extracting(entry -> ((Present) entry).entry().attributes().uid())
                .containsExactly(33L, 0L);
    }

    @Test
    void aWholeRootfsWithoutDevicesDeletedNone() throws IOException {
        InMemoryRootDirectory base = new InMemoryRootDirectory()
                .special("dev/null", FileKind.CHARACTER_DEVICE, 1, 3)
                .special("dev/pipe", FileKind.FIFO, 0, 0);
        WrittenLayer layer =
                LayerDiff.write(new ChangedFiles(base, Kind.WHOLE, Ownership.AS_FOUND), Tree.EMPTY, rig.blobs);
        parent = Tree.EMPTY.apply(layer.diffId(), layer.index());
        upper.directory("dev");

        assertThat(listing(write(Kind.WHOLE, Ownership.AS_FOUND).index())).containsExactly("dev", "-dev/pipe");
    }

    @Test
    void aWholeRootfsKeepsLinksThatAreAsTheyWere() throws IOException {
        InMemoryRootDirectory base =
                new InMemoryRootDirectory().file("a", "x").mtime(5).hardLink("b", "a");
        WrittenLayer layer =
                LayerDiff.write(new ChangedFiles(base, Kind.WHOLE, Ownership.AS_FOUND), Tree.EMPTY, rig.blobs);
        parent = Tree.EMPTY.apply(layer.diffId(), layer.index());
        upper.file("a", "x").mtime(5).hardLink("b", "a");
        assertThat(listing(write(Kind.WHOLE, Ownership.AS_FOUND).index())).isEmpty();

        upper.hardLink("c", "a");
        assertThat(listing(write(Kind.WHOLE, Ownership.AS_FOUND).index())).containsExactly("a", "b", "c");
    }

    @Test
    void noticesAFileThatChangesMeanwhile() {
        upper.file("f", "four").growing(3);

        assertThatThrownBy(this::changes).isInstanceOf(FileChangedException.class);
    }

    private LayerIndex index() throws IOException {
        return write(Kind.UPPER, Ownership.AS_FOUND).index();
    }

    private WrittenLayer write(Kind kind, Ownership ownership) throws IOException {
        WrittenLayer layer = LayerDiff.write(new ChangedFiles(upper, kind, ownership), parent, rig.blobs);
        WrittenLayer packed = LayerPacking.pack(layer.index(), upper, rig.blobs.create(), () -> {});
        assertThat(packed.diffId()).as("packed later").isEqualTo(layer.diffId());
        assertThat(packed.index().entries()).isEqualTo(layer.index().entries());
        return layer;
    }

    private List<String> changes() throws IOException {
        return listing(index());
    }

    private static List<String> listing(LayerIndex index) {
        return index.entries().stream()
                .map(entry -> (entry instanceof LayerEntry.Whiteout ? "-" : "") + entry.path())
                .toList();
    }
}
