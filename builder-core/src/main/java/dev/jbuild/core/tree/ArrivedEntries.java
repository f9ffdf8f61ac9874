package dev.jbuild.core.tree;

import java.util.Arrays;

/**
 * The entries of an archive as they come, until they are an index. They may come in any order and more than once: what counts is
 * what a program would have that puts one after another into an empty directory and never follows a link. Marks of what is gone
 * concern the layers below only. Used by one thread.
 */
public final class ArrivedEntries {
    private static final byte[] NO_NAME = {};

    private final PackedWriter writer = new PackedWriter();
    private final ArrivedPaths paths = new ArrivedPaths();
    private boolean links;

    /** Adds one entry. A {@link LayerEntry.Link} means the file that its target is by then, or if there is none, one below. */
    public void add(LayerEntry entry) {
        paths.add(entry.path());
        writer.add(entry, NO_NAME, PackedEntries.NO_PARENT);
        links |= entry instanceof LayerEntry.Link;
    }

    /** The number of entries so far. */
    public int size() {
        return paths.size();
    }

    /**
     * The index of all entries. A link to a directory or to itself, and an entry below what is no directory, throw
     * IllegalArgumentException.
     */
    public LayerIndex build() {
        PackedEntries entries = writer.finish();
        Integer[] order = new Integer[paths.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (left, right) -> {
            int byPath = paths.compare(left, right);
            return byPath != 0 ? byPath : Integer.compare(left, right);
        });
        ArrivedLinks resolved = links ? ArrivedLinks.resolve(entries, paths, order) : ArrivedLinks.none();
        return new ArrivedMerge(entries, paths, order, resolved).merge();
    }
}
