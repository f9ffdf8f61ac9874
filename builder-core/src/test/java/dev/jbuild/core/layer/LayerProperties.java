package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What is written is what is read, and what changed is what is put on top. */
class LayerProperties {
    private static final List<String> NAMES = List.of("a", "b", "b-", "\u00e9");

    /** One thing to make in a directory; what does not fit where it would go is left out. */
    record Made(String path, int kind, int variant) {}

    @Property(tries = 150)
    void indexesWhatItWrote(@ForAll("files") List<Made> files) throws IOException {
        LayerRig rig = new LayerRig();
        WrittenLayer layer = LayerDiff.write(whole(directory(files)), Tree.EMPTY, rig.blobs);

        assertThat(rig.read(layer.diffId()).index()).isEqualTo(layer.index());
        assertThat(rig.read(layer.diffId()).sizeBytes()).isEqualTo(layer.sizeBytes());
    }

    @Property(tries = 150)
    void writesTheSameTarFromTheIndexOfATar(@ForAll("files") List<Made> files) throws IOException {
        LayerRig rig = new LayerRig();
        WrittenLayer layer = LayerDiff.write(whole(directory(files)), Tree.EMPTY, rig.blobs);
        ReadLayer read = rig.read(layer.diffId());
        LayerRig other = new LayerRig();

        try (LayerWriter writer = other.writer()) {
            for (LayerEntry entry : read.index().entries()) {
                copy(rig, layer.diffId(), (Present) entry, writer);
            }
            assertThat(writer.commit().diffId()).isEqualTo(layer.diffId());
        }
    }

    private static void copy(LayerRig rig, DiffId layer, Present entry, LayerWriter writer) throws IOException {
        if (!(entry.entry() instanceof TreeEntry.RegularFile file)) {
            writer.add(entry.path(), entry.entry());
        } else if (entry.linkGroup() != 0 && writer.hasLinkGroup(entry.linkGroup())) {
            writer.addLink(entry.path(), entry.linkGroup());
        } else {
            writer.addFile(entry, () -> rig.contents.open(layer, entry.offset(), file));
        }
    }

    @Property(tries = 200)
    void changesOnTopOfTheOldAreTheNew(@ForAll("files") List<Made> before, @ForAll("files") List<Made> after)
            throws IOException {
        LayerRig rig = new LayerRig();
        Tree old = tree(rig, Tree.EMPTY, before);
        WrittenLayer changes = LayerDiff.write(whole(directory(after)), old, rig.blobs);
        Tree merged = old.apply(changes.diffId(), rig.read(changes.diffId()).index());

        assertThat(lines(rig, merged)).isEqualTo(lines(rig, tree(rig, Tree.EMPTY, after)));
    }

    @Property(tries = 100)
    void nothingChangedIsAnEmptyLayer(@ForAll("files") List<Made> files) throws IOException {
        LayerRig rig = new LayerRig();

        assertThat(LayerDiff.write(whole(directory(files)), tree(rig, Tree.EMPTY, files), rig.blobs)
                        .index()
                        .isEmpty())
                .isTrue();
    }

    @Property(tries = 150)
    void anUnpackedLayerDiffsToItself(@ForAll("files") List<Made> before, @ForAll("files") List<Made> after)
            throws IOException {
        LayerRig rig = new LayerRig();
        Tree old = tree(rig, Tree.EMPTY, before);
        WrittenLayer changes = LayerDiff.write(whole(directory(after)), old, rig.blobs);
        InMemoryRootDirectory form = new InMemoryRootDirectory();

        new LayerUnpacker(rig.contents, FormRights.ROOT).unpack(changes.diffId(), changes.index(), old, form);

        ChangedFiles upper = new ChangedFiles(form, ChangedFiles.Kind.UPPER, ChangedFiles.Ownership.AS_FOUND);
        assertThat(LayerDiff.write(upper, old, rig.blobs).index()).isEqualTo(changes.index());
    }

    @Property(tries = 100)
    void everyFlippedBitIsNoticed(
            @ForAll("files") List<Made> files,
            @ForAll @IntRange(max = 1 << 20) int place,
            @ForAll @IntRange(max = 7) int bit)
            throws IOException {
        LayerRig rig = new LayerRig();
        WrittenLayer layer = LayerDiff.write(whole(directory(files)), Tree.EMPTY, rig.blobs);
        byte[] broken = rig.bytes(layer.diffId());
        broken[place % broken.length] ^= (byte) (1 << bit);

        assertThatThrownBy(() ->
                        LayerReader.readLayer(new ByteArrayInputStream(broken), layer.diffId(), TarLimits.DEFAULT))
                .isInstanceOf(InvalidArchiveException.class);
    }

    private static Tree tree(LayerRig rig, Tree below, List<Made> files) throws IOException {
        WrittenLayer layer = LayerDiff.write(whole(directory(files)), below, rig.blobs);
        return below.apply(layer.diffId(), layer.index());
    }

    /** Everything of a tree: for a directory all but its time, for a file its bytes too. */
    private static List<String> lines(LayerRig rig, Tree tree) throws IOException {
        List<String> lines = new ArrayList<>();
        tree.walk(TreePath.ROOT, (path, entry) -> {
            String what = entry instanceof TreeEntry.Directory
                    ? "" + entry.withAttributes(entry.attributes().withMtimeSeconds(0))
                    : "" + entry;
            lines.add(path + " " + what.replaceAll("\\[B@[0-9a-f]+", "bytes"));
            entry.attributes()
                    .xattrs()
                    .forEach((name, value) ->
                            lines.add(name + "=" + new String(value, java.nio.charset.StandardCharsets.UTF_8)));
            if (entry instanceof TreeEntry.RegularFile) {
                try (var in = rig.contents.open(tree, path)) {
                    lines.add(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
                }
            }
        });
        return lines;
    }

    private static ChangedFiles whole(InMemoryRootDirectory directory) {
        return new ChangedFiles(directory, ChangedFiles.Kind.WHOLE, ChangedFiles.Ownership.AS_FOUND);
    }

    private static InMemoryRootDirectory directory(List<Made> files) {
        InMemoryRootDirectory directory = new InMemoryRootDirectory();
        Map<String, Boolean> made = new HashMap<>(); // path -> whether it is a directory
        String linkable = "";
        for (Made file : files) {
            if (!fits(made, file.path)) {
                continue;
            }
            switch (file.kind) {
                case 0, 1 -> directory.directory(file.path).mode(0700 + file.variant);
                case 2 -> directory.link(file.path, "target" + file.variant).mtime(file.variant);
                case 3 -> directory.special(file.path, FileKind.FIFO, 0, 0).mtime(file.variant);
                case 4 -> directory.special(file.path, FileKind.FIFO, 0, 0).mode(0600 + file.variant);
                case 5 -> {
                    if (linkable.isEmpty()) {
                        continue;
                    }
                    directory.hardLink(file.path, linkable);
                }
                default -> {
                    directory
                            .file(file.path, "text " + file.variant)
                            .mtime(file.variant / 2)
                            .owner(file.variant, 0)
                            .xattr("user.x", "" + file.variant);
                    linkable = file.path;
                }
            }
            made.put(file.path, file.kind < 2);
            for (int slash = file.path.indexOf('/'); slash > 0; slash = file.path.indexOf('/', slash + 1)) {
                made.putIfAbsent(file.path.substring(0, slash), true);
            }
        }
        return directory;
    }

    private static boolean fits(Map<String, Boolean> made, String path) {
        if (made.containsKey(path)) {
            return false;
        }
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            if (!made.getOrDefault(path.substring(0, slash), true)) {
                return false;
            }
        }
        return true;
    }

    @Provide
    Arbitrary<List<Made>> files() {
        Arbitrary<String> path =
                Arbitraries.of(NAMES).list().ofMinSize(1).ofMaxSize(3).map(names -> String.join("/", names));
        return Combinators.combine(
                        path,
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 3))
                .as(Made::new)
                .list()
                .ofMaxSize(12);
    }
}
