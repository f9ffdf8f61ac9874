package dev.jbuild.core.tree;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What the hard links of an archive mean: the latest entry of the target's name that came before the link. Links to links are
 * followed, in time that is linear in the number of entries.
 */
final class ArrivedLinks {
    private final int[] bases; // entry -> the entry that it is another name of; itself for what is no link
    private final BitSet linked = new BitSet(); // entries that have another name
    private final Map<Integer, Integer> groups = new HashMap<>();

    private ArrivedLinks(int[] bases) {
        this.bases = bases;
    }

    /** Of an archive without links. */
    static ArrivedLinks none() {
        return new ArrivedLinks(new int[0]);
    }

    static ArrivedLinks resolve(PackedEntries entries, ArrivedPaths paths, Integer[] order) {
        int[] places = latestFiles(entries, paths, order);
        ArrivedLinks links = new ArrivedLinks(new int[order.length]);
        for (int number = 0; number < order.length; number++) {
            links.bases[number] = number;
            if (entries.kind(number) == PackedEntries.LINK) {
                LayerEntry.Link link = (LayerEntry.Link) entries.get(number, paths.get(number));
                int target = find(link, number, paths, order, places);
                if (target >= 0) {
                    if (entries.kind(target) == PackedEntries.DIRECTORY) {
                        throw new IllegalArgumentException(
                                "hard link \"" + link.path() + "\" to \"" + link.target() + "\", a directory");
                    }
                    links.bases[number] = links.bases[target];
                    links.linked.set(links.bases[target]);
                }
            }
        }
        return links;
    }

    /** For each place in the order, the place of the last file at or before it that has the same path, or -1. */
    private static int[] latestFiles(PackedEntries entries, ArrivedPaths paths, Integer[] order) {
        int[] latest = new int[order.length];
        for (int place = 0; place < order.length; place++) {
            int kind = entries.kind(order[place]);
            if (kind != PackedEntries.WHITEOUT && kind != PackedEntries.OPAQUE) {
                latest[place] = place;
            } else {
                latest[place] =
                        place > 0 && paths.compare(order[place - 1], order[place]) == 0 ? latest[place - 1] : -1;
            }
        }
        return latest;
    }

    /** The latest file of the target's path that came before the link, or -1. */
    private static int find(LayerEntry.Link link, int number, ArrivedPaths paths, Integer[] order, int[] latest) {
        if (link.target().equals(link.path())) {
            throw new IllegalArgumentException("hard link \"" + link.path() + "\" to itself");
        }
        byte[] target = link.target().toBytes();
        int low = 0;
        int high = order.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int byPath = paths.compare(order[middle], target);
            if (byPath < 0 || byPath == 0 && order[middle] < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int place = low == 0 || paths.compare(order[low - 1], target) != 0 ? -1 : latest[low - 1];
        return place < 0 ? -1 : order[place];
    }

    /** The entry that says what a file is. */
    int base(int number) {
        return bases.length == 0 ? number : bases[number];
    }

    /** The link group of a base, counted from 1 in the order in which they are asked for; 0 for a file with one name. */
    int group(int base) {
        return linked.get(base) ? groups.computeIfAbsent(base, key -> groups.size() + 1) : 0;
    }
}
