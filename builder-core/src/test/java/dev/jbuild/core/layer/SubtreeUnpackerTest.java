package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SubtreeUnpackerTest {
    private final LayerRig rig = new LayerRig();
    private final InMemoryRootDirectory out = new InMemoryRootDirectory();

    @Test
    void copiesWhatIsLeftOfAllLayers() throws IOException {
        Tree below = on(
                Tree.EMPTY,
                new RawTar()
                        .add(RawTar.header('5', "d").mode(02710))
                        .file("d/gone", "gone")
                        .file("d/kept", "below")
                        .hardLink("d/linked", "d/kept")
                        .file("other", "other"));
        Tree tree = on(
                below,
                new RawTar()
                        .file("d/.wh.gone", "")
                        .symlink("d/link", "/other")
                        .add(RawTar.header('5', "d/sub").mode(0700))
                        .file("d/sub/new", "above"));

        new SubtreeUnpacker(rig.contents, FormRights.ROOT).unpack(tree, TreePath.of("d"), out);

        assertThat(out.list(TreePath.ROOT))
                .containsExactlyInAnyOrder(
                        TreePath.of("kept"), TreePath.of("linked"), TreePath.of("link"), TreePath.of("sub"));
        assertThat(stat("").mode()).isEqualTo(02710);
        assertThat(stat("linked").inode()).isEqualTo(stat("kept").inode());
        assertThat(text("kept")).isEqualTo("below");
        assertThat(text("sub/new")).isEqualTo("above");
        assertThat(stat("sub").mode()).isEqualTo(0700);
        assertThat(stat("sub").mtimeSeconds()).isEqualTo(7);
        assertThat(out.readLink(TreePath.of("link"))).asString().isEqualTo("/other");
    }

    private Tree on(Tree below, RawTar tar) throws IOException {
        DiffId layer = new DiffId(rig.blobs.put(tar.end()));
        return below.apply(layer, rig.read(layer).index());
    }

    private FileStat stat(String path) throws IOException {
        return out.stat(path.isEmpty() ? TreePath.ROOT : TreePath.of(path)).orElseThrow();
    }

    private String text(String path) throws IOException {
        return new String(out.open(TreePath.of(path)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
