package dev.jbuild.core.tree;

import dev.jbuild.core.tree.LayerEntry.Present;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one entry of all that came for one path, path by path. Used by one thread, once. */
final class ArrivedMerge {
    private final PackedEntries entries;
    private final ArrivedPaths paths;
    private final Integer[] order;
    private final ArrivedLinks links;
    private final LayerIndex.Builder index = LayerIndex.builder();
    private final List<Replaced> above = new ArrayList<>();
    private @Nullable TreePath pendingWhiteout;

    /**
     * A path on the way that was no directory for a while.
     *
     * @param lost when it last stopped being a directory: what came into it before is gone
     * @param regained when it was one again, MAX_VALUE for never: what came in between has no place
     */
    private record Replaced(TreePath path, int lost, int regained) {}

    ArrivedMerge(PackedEntries entries, ArrivedPaths paths, Integer[] order, ArrivedLinks links) {
        this.entries = entries;
        this.paths = paths;
        this.order = order;
        this.links = links;
    }

    LayerIndex merge() {
        int next = 0;
        while (next < order.length) {
            int end = next + 1;
            while (end < order.length && paths.compare(order[next], order[end]) == 0) {
                end++;
            }
            path(next, end);
            next = end;
        }
        flushWhiteout(TreePath.ROOT);
        return index.build();
    }

    /** All entries of one path, which stand from a place in the order to another. */
    private void path(int from, int to) {
        TreePath path = paths.get(order[from]);
        while (!above.isEmpty() && !path.startsWith(above.get(above.size() - 1).path)) {
            above.remove(above.size() - 1);
        }
        Story story = new Story();
        for (int place = from; place < to; place++) {
            if (!isGone(path, order[place])) {
                story.add(order[place], entries.kind(order[place]));
            }
        }
        if (story.misplaced) {
            throw new IllegalArgumentException("an opaque mark lies below \"" + path + "\", which is no directory");
        }
        if (story.lost >= 0) {
            above.add(new Replaced(path, story.lost, story.regained));
        }
        if (story.last >= 0) {
            emit(path, story.last, story.whiteout || story.opaque || story.lost >= 0);
        } else if (story.opaque) {
            emitImplied(path);
        } else if (story.whiteout) {
            flushWhiteout(path);
            pendingWhiteout = path;
        }
    }

    /** What happened at one path, in the order in which it came. */
    private static final class Story {
        private int last = -1;
        private int lost = -1;
        private int regained = Integer.MAX_VALUE;
        private boolean whiteout;
        private boolean opaque;
        private boolean misplaced; // a mark came into what was no directory

        void add(int number, int kind) {
            switch (kind) {
                case PackedEntries.WHITEOUT -> whiteout = true;
                case PackedEntries.OPAQUE -> {
                    opaque = true;
                    misplaced |= last >= 0 && last == lost;
                }
                case PackedEntries.DIRECTORY -> {
                    last = number;
                    regained = Math.min(regained, number);
                }
                default -> {
                    last = number;
                    lost = number;
                    regained = Integer.MAX_VALUE;
                }
            }
        }
    }

    /** True for what was put into a directory that was replaced later. */
    private boolean isGone(TreePath path, int number) {
        for (Replaced ancestor : above) {
            if (number < ancestor.lost) {
                return true;
            }
            if (number < ancestor.regained) {
                throw new IllegalArgumentException(
                        "\"" + path + "\" lies below \"" + ancestor.path + "\", which is no directory");
            }
        }
        return false;
    }

    private void emit(TreePath path, int number, boolean opaque) {
        flushWhiteout(path);
        int base = links.base(number);
        LayerEntry entry = entries.get(base, path);
        if (entry instanceof Present present && !(present.entry() instanceof TreeEntry.Directory)) {
            index.add(new Present(path, present.entry(), present.origin(), present.offset(), links.group(base)));
            return;
        }
        index.add(entry);
        if (opaque && entry instanceof Present) {
            index.add(new LayerEntry.Opaque(path));
        }
    }

    private void emitImplied(TreePath path) {
        flushWhiteout(path);
        if (!path.isRoot()) {
            index.add(LayerIndex.implied(path));
        }
        index.add(new LayerEntry.Opaque(path));
    }

    /** A whiteout of a directory into which the layer puts something is a directory without what is below. */
    private void flushWhiteout(TreePath next) {
        TreePath pending = pendingWhiteout;
        pendingWhiteout = null;
        if (pending != null && next.startsWith(pending)) {
            index.add(LayerIndex.implied(pending));
            index.add(new LayerEntry.Opaque(pending));
        } else if (pending != null) {
            index.add(new LayerEntry.Whiteout(pending));
        }
    }
}
