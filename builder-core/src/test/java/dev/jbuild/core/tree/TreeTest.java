package dev.jbuild.core.tree;

import static dev.jbuild.core.tree.TreeEntries.directory;
import static dev.jbuild.core.tree.TreeEntries.file;
import static dev.jbuild.core.tree.TreeEntries.index;
import static dev.jbuild.core.tree.TreeEntries.layer;
import static dev.jbuild.core.tree.TreeEntries.link;
import static dev.jbuild.core.tree.TreeEntries.listing;
import static dev.jbuild.core.tree.TreeEntries.opaque;
import static dev.jbuild.core.tree.TreeEntries.symlink;
import static dev.jbuild.core.tree.TreeEntries.tree;
import static dev.jbuild.core.tree.TreeEntries.whiteout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.Tree.LastLink;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TreeTest {
    private static final Tree BASE = tree(
            directory("etc"), file("etc/hosts", "h"), file("etc/passwd", "p"), directory("var"), file("var/x", "x"));

    @Test
    void emptyTreeHasARoot() {
        assertThat(listing(Tree.EMPTY)).containsExactly("d 0755 0:0 /");
        assertThat(Tree.EMPTY.origin(TreePath.ROOT)).isEmpty();
    }

    @Test
    void findsEntriesAndWhereTheyLie() {
        Present file = new Present(TreePath.of("a/b"), file("a/b", "text").entry(), LayerEntry.Origin.NAMED, 1024, 2);
        Tree tree = tree(file);

        assertThat(tree.get(TreePath.of("a/b"))).contains(file.entry());
        assertThat(tree.origin(TreePath.of("a/b"))).contains(new Tree.Origin(layer(1), 1024, 2));
        assertThat(tree.get(TreePath.of("a/c"))).isEmpty();
        assertThat(tree.get(TreePath.of("a/b/c"))).isEmpty();
        assertThat(tree.origin(TreePath.of("a"))).isEmpty();
    }

    @Test
    void laysALayerOnTop() {
        Tree tree = BASE.apply(
                layer(2),
                index(directory("etc", 0700), file("etc/hosts", "new"), file("etc/motd", "m"), file("z", "")));

        assertThat(listing(tree))
                .extracting(line -> line.replaceAll("[0-9a-f]{12}", "…"))
                .containsExactly(
                        "d 0755 0:0 /",
                        "d 0700 0:0 /etc",
                        "- 0644 0:0 /etc/hosts 3 …",
                        "- 0644 0:0 /etc/motd 1 …",
                        "- 0644 0:0 /etc/passwd 1 …",
                        "d 0755 0:0 /var",
                        "- 0644 0:0 /var/x 1 …",
                        "- 0644 0:0 /z 0 …");
        assertThat(listing(BASE)).hasSize(6);
    }

    @Test
    void impliedDirectoriesKeepWhatIsBelow() {
        Tree below = tree(directory("opt", 01777));

        assertThat(below.apply(layer(2), index(file("opt/new/a", ""))).get(TreePath.of("opt")))
                .contains(directory("opt", 01777).entry());
    }

    @Test
    void whiteoutsRemoveFilesAndDirectories() {
        Tree tree = BASE.apply(layer(2), index(whiteout("etc"), whiteout("nothing/here"), whiteout("var/x")));

        assertThat(tree.get(TreePath.of("etc/hosts"))).isEmpty();
        assertThat(tree.children(TreePath.ROOT).keySet()).containsExactly(TreePath.of("nothing"), TreePath.of("var"));
        assertThat(tree.children(TreePath.of("var"))).isEmpty();
    }

    @Test
    void opaqueMarksEmptyADirectory() {
        Tree tree = BASE.apply(layer(2), index(directory("etc", 0711), opaque("etc"), file("etc/new", "")));

        assertThat(tree.children(TreePath.of("etc")).keySet()).containsExactly(TreePath.of("new"));
        assertThat(BASE.apply(layer(2), index(opaque(""), file("only", ""))).children(TreePath.ROOT))
                .containsOnlyKeys(TreePath.of("only"));
    }

    @Test
    void aFileTakesThePlaceOfADirectoryAndTheOtherWayRound() {
        Tree tree = BASE.apply(layer(2), index(file("etc", "now a file"), directory("var/x"), file("var/x/y", "")));

        assertThat(tree.children(TreePath.of("etc"))).isEmpty();
        assertThat(tree.get(TreePath.of("etc")))
                .contains(file("etc", "now a file").entry());
        assertThat(tree.get(TreePath.of("var/x/y"))).isPresent();
    }

    @Test
    void linksIntoLowerLayersAreTheSameFile() {
        Tree tree = BASE.apply(layer(2), index(link("bin/h", "etc/hosts"), whiteout("etc/hosts")));

        assertThat(tree.get(TreePath.of("bin/h"))).isEqualTo(BASE.get(TreePath.of("etc/hosts")));
        assertThat(tree.origin(TreePath.of("bin/h"))).isEqualTo(BASE.origin(TreePath.of("etc/hosts")));
        assertThat(tree.children(TreePath.of("bin"))).containsOnlyKeys(TreePath.of("h"));
        assertThatThrownBy(() -> BASE.apply(layer(2), index(link("a", "nowhere"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hard link \"a\" to \"nowhere\", which is no file of the layers below");
        assertThatThrownBy(() -> BASE.apply(layer(2), index(link("a", "etc"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLayerMayNameTheRoot() {
        Tree tree = BASE.apply(layer(2), index(directory("", 0700)));

        assertThat(tree.get(TreePath.ROOT)).contains(directory("", 0700).entry());
        assertThat(tree.apply(layer(3), index(file("a", ""))).get(TreePath.ROOT))
                .contains(directory("", 0700).entry());
    }

    @Test
    void resolvesLinksInsideTheTree() {
        Tree tree = tree(
                symlink("bin", "usr/bin"),
                directory("usr/bin"),
                file("usr/bin/sh", ""),
                symlink("usr/bin/abs", "/bin/sh"),
                symlink("usr/up", "../../../../bin/../upper"),
                symlink("dangling", "no/where"),
                symlink("dot", "./."));

        assertThat(resolved(tree, "bin/sh")).contains("usr/bin/sh");
        assertThat(resolved(tree, "bin/abs")).contains("usr/bin/sh");
        assertThat(resolved(tree, "usr/up")).contains("usr/upper");
        assertThat(resolved(tree, "dangling/x")).contains("no/where/x");
        assertThat(resolved(tree, "dot/bin")).contains("usr/bin");
        assertThat(resolved(tree, "bin/missing/too")).contains("usr/bin/missing/too");
        assertThat(resolved(tree, "")).contains("");
        assertThat(tree.resolve(TreePath.of("bin"), LastLink.KEEP)).contains(TreePath.of("bin"));
        assertThat(tree.resolve(TreePath.of("bin/abs"), LastLink.KEEP)).contains(TreePath.of("usr/bin/abs"));
    }

    @Test
    void givesUpOnLinksWithoutEnd() {
        Tree tree = tree(symlink("a", "b"), symlink("b", "a"), symlink("grow", "grow/x"), symlink("empty", ""));

        assertThat(resolved(tree, "a")).isEmpty();
        assertThat(resolved(tree, "a/b")).isEmpty();
        assertThat(resolved(tree, "grow")).isEmpty();
        assertThat(resolved(tree, "empty")).isEmpty();
    }

    @Test
    void followsFortyLinksAndNoMore() {
        LayerEntry[] chain = new LayerEntry[42];
        for (int i = 0; i < 41; i++) {
            chain[i] = symlink("l%02d".formatted(i), "l%02d".formatted(i + 1));
        }
        chain[41] = file("l41", "");
        Tree tree = tree(chain);

        assertThat(resolved(tree, "l01")).contains("l41");
        assertThat(resolved(tree, "l00")).isEmpty();
    }

    @Test
    void digestsADirectoryByWhatIsInIt() {
        TreePath etc = TreePath.of("etc");
        Tree same = BASE.apply(layer(2), index(file("var/x", "other")));
        Tree chmod = BASE.apply(layer(2), index(directory("etc", 0700)));
        Tree content = BASE.apply(layer(2), index(file("etc/hosts", "H")));

        assertThat(same.contentDigest(etc)).isPresent().isEqualTo(BASE.contentDigest(etc));
        assertThat(chmod.contentDigest(etc)).isNotEqualTo(BASE.contentDigest(etc));
        assertThat(chmod.childrenDigest(etc)).isPresent().isEqualTo(BASE.childrenDigest(etc));
        assertThat(content.childrenDigest(etc)).isNotEqualTo(BASE.childrenDigest(etc));
        assertThat(content.contentDigest(TreePath.ROOT)).isNotEqualTo(BASE.contentDigest(TreePath.ROOT));
        assertThat(BASE.contentDigest(TreePath.of("nothing"))).isEqualTo(Optional.empty());
        assertThat(BASE.childrenDigest(TreePath.of("etc/hosts"))).isEmpty();
    }

    @Test
    void digestsDoNotDependOnHowTheTreeCameAbout() {
        Tree once = tree(file("a/b", "1"), file("a/c", "2"));
        Tree twice = tree(file("a/b", "0"), file("a/d", ""))
                .apply(layer(2), index(file("a/b", "1"), file("a/c", "2"), whiteout("a/d")));

        assertThat(twice.contentDigest(TreePath.ROOT)).isEqualTo(once.contentDigest(TreePath.ROOT));
    }

    private static Optional<String> resolved(Tree tree, String path) {
        return tree.resolve(TreePath.of(path)).map(TreePath::toString);
    }

    @Test
    void walksInPathOrder() {
        List<String> paths = new java.util.ArrayList<>();
        tree(file("a/b", ""), file("a-c", ""), file("a/b.x", ""))
                .walk(TreePath.of("a"), (path, entry) -> paths.add("" + path));

        assertThat(paths).containsExactly("a", "a/b", "a/b.x");
    }
}
