package dev.jbuild.core.layer;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** Derives layers from layers that are in the store: with earlier times, or one in the place of many. Thread-safe. */
public final class LayerRewriter {
    private final BlobStore blobs;
    private final LayerContents contents;

    public LayerRewriter(BlobStore blobs, LayerContents contents) {
        this.blobs = blobs;
        this.contents = contents;
    }

    /**
     * The same layer without a time after this one. A layer that has none such is the same bytes again. Only for layers that jbuild
     * wrote: one with opaque marks or that leaves something to those below throws IllegalArgumentException.
     */
    public WrittenLayer clamp(DiffId layer, LayerIndex index, long latestSeconds) throws IOException {
        if (!index.isSelfContained()) {
            throw new IllegalArgumentException("layer " + layer + " leaves something to the layers below");
        }
        try (LayerWriter writer = LayerWriter.create(blobs, LayerRewriter::noAncestor)) {
            for (LayerEntry entry : index.entries()) {
                if (entry instanceof LayerEntry.Whiteout) {
                    writer.addWhiteout(entry.path());
                } else if (entry instanceof Present present) {
                    Present clamped = clamped(present, latestSeconds);
                    add(
                            writer,
                            clamped,
                            () -> contents.open(layer, present.offset(), (TreeEntry.RegularFile) present.entry()));
                } else {
                    throw new IllegalArgumentException("layer " + layer + " has an opaque mark");
                }
            }
            return writer.commit();
        }
    }

    private static dev.jbuild.core.tree.Attributes noAncestor(TreePath directory) {
        throw new IllegalArgumentException("the layer lacks its directory \"" + directory + "\"");
    }

    private static Present clamped(Present present, long latestSeconds) {
        TreeEntry entry = present.entry();
        long mtime = Math.min(entry.attributes().mtimeSeconds(), latestSeconds);
        return new Present(
                present.path(),
                entry.withAttributes(entry.attributes().withMtimeSeconds(mtime)),
                present.origin(),
                present.offset(),
                present.linkGroup());
    }

    /** One layer that makes the tree above of the tree below. */
    public WrittenLayer squash(Tree below, Tree above) throws IOException {
        try (LayerWriter writer = LayerWriter.create(
                blobs, directory -> above.get(directory).orElseThrow().attributes())) {
            TreeEntry root = above.get(TreePath.ROOT).orElseThrow();
            if (!isSame(below.get(TreePath.ROOT), root)) {
                writer.add(TreePath.ROOT, root);
            }
            new Squashing(below, above, writer).directory(TreePath.ROOT);
            return writer.commit();
        }
    }

    private static void add(LayerWriter writer, Present present, FileBytes bytes) throws IOException {
        if (!(present.entry() instanceof TreeEntry.RegularFile)) {
            writer.add(present.path(), present.entry());
        } else if (present.linkGroup() != 0 && writer.hasLinkGroup(present.linkGroup())) {
            writer.addLink(present.path(), present.linkGroup());
        } else {
            writer.addFile(present, bytes);
        }
    }

    /** Directories are the same when all but their time is. */
    private static boolean isSame(Optional<TreeEntry> before, TreeEntry now) {
        return now instanceof TreeEntry.Directory
                ? before.filter(TreeEntry.Directory.class::isInstance)
                        .filter(old -> old.attributes().sameButTime(now.attributes()))
                        .isPresent()
                : before.equals(Optional.of(now));
    }

    /** One walk over two trees. */
    private final class Squashing {
        private final Tree below;
        private final Tree above;
        private final LayerWriter writer;
        private final Map<Tree.Origin, Integer> groups = new HashMap<>();

        Squashing(Tree below, Tree above, LayerWriter writer) {
            this.below = below;
            this.above = above;
            this.writer = writer;
        }

        void directory(TreePath path) throws IOException {
            SortedMap<TreePath, TreeEntry> before = below.children(path);
            SortedMap<TreePath, TreeEntry> now = above.children(path);
            SortedSet<TreePath> names = new TreeSet<>(before.keySet());
            names.addAll(now.keySet());
            for (TreePath name : names) {
                TreePath child = path.resolve(name);
                if (now.containsKey(name)) {
                    child(child, Optional.ofNullable(before.get(name)), now.get(name));
                } else {
                    writer.addWhiteout(child);
                }
            }
        }

        private void child(TreePath path, Optional<TreeEntry> before, TreeEntry now) throws IOException {
            if (!isSame(before, now)) {
                Present present = new Present(path, now, LayerEntry.Origin.NAMED, Present.NO_OFFSET, group(path));
                add(writer, present, contents.bytes(above, path));
            }
            if (now instanceof TreeEntry.Directory) {
                directory(path);
            }
        }

        private int group(TreePath path) {
            return above.origin(path)
                    .filter(origin -> origin.linkGroup() != 0)
                    .map(origin -> groups.computeIfAbsent(origin, key -> groups.size() + 1))
                    .orElse(0);
        }
    }
}
