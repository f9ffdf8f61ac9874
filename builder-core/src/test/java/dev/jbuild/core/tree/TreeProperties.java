package dev.jbuild.core.tree;

import static dev.jbuild.core.tree.TreeEntries.directory;
import static dev.jbuild.core.tree.TreeEntries.file;
import static dev.jbuild.core.tree.TreeEntries.listing;
import static dev.jbuild.core.tree.TreeEntries.opaque;
import static dev.jbuild.core.tree.TreeEntries.symlink;
import static dev.jbuild.core.tree.TreeEntries.whiteout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.tree.LayerEntry.Present;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Merging in one pass is the same as merging into a map, path by path; and the stored form is the index. */
class TreeProperties {

    @Property(tries = 500)
    void mergesAsAMapDoes(@ForAll("layers") List<LayerIndex> layers) {
        Tree tree = Tree.EMPTY;
        TreeMap<TreePath, TreeEntry> map = new TreeMap<>();
        map.put(TreePath.ROOT, Tree.EMPTY.get(TreePath.ROOT).orElseThrow());
        for (LayerIndex layer : layers) {
            tree = tree.apply(TreeEntries.layer(1), layer);
            layer.entries().forEach(entry -> put(map, entry));
        }

        List<String> lines = new ArrayList<>();
        tree.walk(TreePath.ROOT, (path, entry) -> lines.add(path + " " + entry));
        assertThat(lines)
                .containsExactlyElementsOf(map.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .toList());
    }

    private static void put(TreeMap<TreePath, TreeEntry> map, LayerEntry entry) {
        TreePath path = entry.path();
        TreeEntry old = map.get(path);
        boolean directory = entry instanceof Present present && present.entry() instanceof TreeEntry.Directory;
        if (!directory || !(old instanceof TreeEntry.Directory)) {
            map.keySet()
                    .removeIf(key -> key.startsWith(path) && !(entry instanceof LayerEntry.Opaque && key.equals(path)));
        }
        if (entry instanceof Present present
                && !(present.origin() == LayerEntry.Origin.IMPLIED && old instanceof TreeEntry.Directory)) {
            map.put(path, present.entry());
        }
    }

    @Property(tries = 200)
    void readsTheIndexThatItWrote(@ForAll("layer") LayerIndex index) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        index.writeTo(out);

        assertThat(LayerIndex.read(new ByteArrayInputStream(out.toByteArray()))).isEqualTo(index);
        assertThat(new LayerIndex(index.entries())).isEqualTo(index);
    }

    @Property(tries = 200)
    void equalTreesHaveEqualDigests(@ForAll("layers") List<LayerIndex> layers) {
        Tree tree = Tree.EMPTY;
        for (LayerIndex layer : layers) {
            tree = tree.apply(TreeEntries.layer(1), layer);
        }
        List<LayerEntry> all = new ArrayList<>();
        tree.walk(TreePath.ROOT, (path, entry) -> all.add(new Present(path, entry)));
        Tree again = Tree.EMPTY.apply(TreeEntries.layer(2), new LayerIndex(all));

        assertThat(listing(again)).isEqualTo(listing(tree));
        assertThat(again.contentDigest(TreePath.ROOT)).isEqualTo(tree.contentDigest(TreePath.ROOT));
    }

    @Provide
    Arbitrary<List<LayerIndex>> layers() {
        return layer().list().ofMinSize(1).ofMaxSize(4);
    }

    /** Few names, so that layers meet. */
    @Provide
    Arbitrary<LayerIndex> layer() {
        Arbitrary<String> path = Arbitraries.of("a", "b", "b-", "c")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(n -> String.join("/", n));
        Arbitrary<LayerEntry> entry = Combinators.combine(
                        path, Arbitraries.integers().between(0, 9))
                .as((name, kind) -> switch (kind) {
                    case 0, 1, 2 -> directory(name, 0700 + kind);
                    case 3 -> whiteout(name);
                    case 4 -> opaque(name);
                    case 5 -> symlink(name, "a/b");
                    default -> file(name, "text " + kind);
                });
        return entry.list().ofMaxSize(12).map(TreeProperties::indexOfWhatFits);
    }

    private static LayerIndex indexOfWhatFits(List<LayerEntry> entries) {
        ArrivedEntries arrived = new ArrivedEntries();
        List<LayerEntry> taken = new ArrayList<>();
        for (LayerEntry entry : entries) {
            boolean fits = taken.stream()
                    .noneMatch(other -> entry.path().startsWith(other.path())
                            && other instanceof Present present
                            && !(present.entry() instanceof TreeEntry.Directory));
            if (fits) {
                arrived.add(entry);
                taken.add(entry);
            }
        }
        return arrived.build();
    }
}
