package dev.jbuild.core.layer;

import static dev.jbuild.core.tree.TreeEntries.directory;
import static dev.jbuild.core.tree.TreeEntries.index;
import static dev.jbuild.core.tree.TreeEntries.listing;
import static dev.jbuild.core.tree.TreeEntries.symlink;
import static dev.jbuild.core.tree.TreeEntries.whiteout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntries;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LayerRewriterTest {
    private final LayerRig rig = new LayerRig();
    private final LayerRewriter rewriter = new LayerRewriter(rig.blobs, rig.contents);

    @Test
    void takesBackTimesThatAreLater() throws IOException {
        WrittenLayer layer = rig.write(index(
                directory("d"),
                rig.file("d/early", "e", new Attributes(0644, 0, 0, 3), 0),
                rig.file("d/late", "l", new Attributes(0644, 0, 0, 99), 1),
                rig.file("d/other", "l", new Attributes(0644, 0, 0, 99), 1),
                whiteout("d/gone")));

        WrittenLayer clamped = rewriter.clamp(layer.diffId(), layer.index(), 5);

        assertThat(clamped.index().newestMtimeSeconds()).isEqualTo(5);
        assertThat(clamped.index().contentDigest()).isEqualTo(layer.index().contentDigest());
        assertThat(clamped.diffId()).isNotEqualTo(layer.diffId());
        assertThat(rig.read(clamped.diffId()).index()).isEqualTo(clamped.index());
        assertThat(rewriter.clamp(layer.diffId(), layer.index(), 99)).isEqualTo(layer);
    }

    @Test
    void clampsOnlyWhatJbuildWrote() throws IOException {
        WrittenLayer layer = rig.write(LayerIndex.EMPTY);

        assertThatThrownBy(() -> rewriter.clamp(layer.diffId(), index(rig.file("a/b", "")), 5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rewriter.clamp(layer.diffId(), index(directory("a"), TreeEntries.opaque("a")), 5))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void makesOneLayerOfMany() throws IOException {
        Tree below = on(Tree.EMPTY, rig.file("etc/a", "1"), rig.file("etc/b", "2"), rig.file("kept", "k"));
        Tree above = on(
                on(below, rig.file("etc/c", "3"), whiteout("etc/a")),
                rig.file("etc/c", "4", new Attributes(0644, 0, 0, 7), 1),
                rig.file("more", "4", new Attributes(0644, 0, 0, 7), 1),
                symlink("kept", "more"),
                whiteout("etc/b"));

        WrittenLayer squashed = rewriter.squash(below, above);

        assertThat(squashed.index().entries())
                .extracting(entry -> (entry instanceof LayerEntry.Whiteout ? "-" : "") + entry.path())
                .containsExactly("etc", "-etc/a", "-etc/b", "etc/c", "kept", "more");
        Tree merged = below.apply(squashed.diffId(), squashed.index());
        assertThat(listing(merged)).isEqualTo(listing(above));
        assertThat(merged.origin(TreePath.of("more"))).isEqualTo(merged.origin(TreePath.of("etc/c")));
    }

    @Test
    void aTreeThatIsTheSameMakesAnEmptyLayer() throws IOException {
        Tree tree = on(Tree.EMPTY, rig.file("etc/a", "1"));

        assertThat(rewriter.squash(tree, tree).index().isEmpty()).isTrue();
    }

    private Tree on(Tree below, LayerEntry... entries) throws IOException {
        WrittenLayer layer = rig.write(new LayerIndex(index(entries).entries().stream()
                .filter(entry ->
                        !(entry instanceof LayerEntry.Present present) || present.origin() == LayerEntry.Origin.NAMED)
                .toList()));
        return below.apply(layer.diffId(), layer.index());
    }
}
