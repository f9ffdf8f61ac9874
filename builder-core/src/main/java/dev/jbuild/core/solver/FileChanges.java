package dev.jbuild.core.solver;

import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What changed between two lists of files. A list is one run of paths in order after the other, one for each source of a COPY.
 *
 * @param files how many there are now
 * @param changed how many were added, removed or are different
 * @param first the first of these, as {@code path (what)}
 */
record FileChanges(long files, long changed, List<String> first) {
    private static final int KEPT = 1000; // changes that are listed at most
    private static final int SHOWN = 3; // changes in one line

    FileChanges {
        first = List.copyOf(first);
    }

    /** {@code 2 of 20,001 files changed: src/Main.java (content), run.sh (mode 0644 → 0755)}. */
    String sentence() {
        if (changed == 0) {
            return "the order of its sources changed";
        }
        String list = String.join(", ", first.subList(0, Math.min(SHOWN, first.size())));
        String more = changed > SHOWN ? String.format(Locale.ROOT, ", and %,d more", changed - SHOWN) : "";
        return String.format(Locale.ROOT, "%,d of %,d %s changed: ", changed, files, files == 1 ? "file" : "files")
                + list
                + more;
    }

    /** Where a walk through a list is: in which run, at which path. Used by one thread. */
    private static final class Place implements Comparable<Place> {
        private int run;
        private TreePath path = TreePath.ROOT;

        void moveTo(TreePath next) {
            if (next.compareTo(path) < 0) {
                run++;
            }
            path = next;
        }

        /** Is at a path in the first run from here on: both walks count from where they are together. */
        void begin(TreePath here) {
            run = 0;
            path = here;
        }

        @Override
        public int compareTo(Place other) {
            return run != other.run ? Integer.compare(run, other.run) : path.compareTo(other.path);
        }
    }

    /** Walks both lists in path order. Used by one thread. */
    static final class Comparison {
        private final KeptLines before;
        private final List<String> first = new ArrayList<>();
        private final Place oldPlace = new Place();
        private final Place newPlace = new Place();
        private @Nullable FileLine
                old; // what was read last and is not done with: none where both lists are at the same place
        private long changed;

        Comparison(KeptLines before) {
            this.before = before;
        }

        /** Takes the next lines, whole ones. Nothing is made of those that are the same, as long as both lists are at the same place. */
        void accept(byte[] lines, int from, int to) throws IOException {
            int at = from;
            while (at < to) {
                int same = old == null ? before.skipSame(lines, at, to) : 0;
                int start = same == 0 ? at : KeptLines.lastLine(lines, at, at + same);
                int end = same == 0 ? KeptLines.endOfLine(lines, at, to) : at + same;
                FileLine line = FileLine.parse(new String(lines, start, end - 1 - start, StandardCharsets.ISO_8859_1));
                if (same == 0) {
                    accept(line);
                } else {
                    oldPlace.begin(line.path());
                    newPlace.begin(line.path());
                }
                at = end;
            }
        }

        private void accept(FileLine now) throws IOException {
            newPlace.moveTo(now.path());
            if (old == null) {
                next();
            }
            while (old != null && oldPlace.compareTo(newPlace) < 0) {
                removed(old);
            }
            if (old == null || oldPlace.compareTo(newPlace) != 0) {
                changed(now, "added");
                return;
            }
            List<String> changes = now.changesFrom(old);
            if (!changes.isEmpty()) {
                changed(now, String.join(", ", changes));
            }
            old = null;
        }

        /** @param files how many were taken */
        FileChanges finish(long files) throws IOException {
            if (old == null) {
                next();
            }
            while (old != null) {
                removed(old);
            }
            return new FileChanges(files, changed, first);
        }

        private void removed(FileLine line) throws IOException {
            changed(line, "removed");
            next();
        }

        private void changed(FileLine line, String what) {
            changed++;
            if (first.size() < KEPT) {
                first.add((line.path().isRoot() ? "." : line.path()) + " (" + what + ")");
            }
        }

        private void next() throws IOException {
            String line = before.readLine();
            old = line == null ? null : FileLine.parse(line);
            if (old != null) {
                oldPlace.moveTo(old.path());
            }
        }
    }
}
