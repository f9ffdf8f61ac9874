package dev.jbuild.core.tree;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The entries of one layer, whiteouts and opaque marks included, in path order (an opaque mark right after its directory).
 * Every ancestor of an entry is there, if only as an implied directory.
 */
public record LayerIndex(List<LayerEntry> entries) {
    /** A layer that changes nothing. */
    public static final LayerIndex EMPTY = new LayerIndex(List.of());

    private static final Comparator<LayerEntry> ORDER =
            Comparator.comparing(LayerEntry::path).thenComparing(e -> e instanceof LayerEntry.Opaque ? 1 : 0);

    public LayerIndex {
        entries = List.copyOf(entries);
        for (int i = 1; i < entries.size(); i++) {
            if (ORDER.compare(entries.get(i - 1), entries.get(i)) >= 0) {
                throw new IllegalArgumentException("\"" + entries.get(i).path() + "\" is out of order or twice");
            }
        }
    }

    /** An index of these entries, which may come in any order. */
    public static LayerIndex ofUnsorted(List<LayerEntry> entries) {
        List<LayerEntry> sorted = new ArrayList<>(entries);
        sorted.sort(ORDER);
        return new LayerIndex(sorted);
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }
}
