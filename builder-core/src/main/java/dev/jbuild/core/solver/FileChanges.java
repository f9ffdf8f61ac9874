package dev.jbuild.core.solver;

import dev.jbuild.core.tree.TreePath;
import java.io.BufferedReader;
import java.io.IOException;
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

        @Override
        public int compareTo(Place other) {
            return run != other.run ? Integer.compare(run, other.run) : path.compareTo(other.path);
        }
    }

    /** Walks both lists in path order. Used by one thread. */
    static final class Comparison {
        private final BufferedReader before;
        private final List<String> first = new ArrayList<>();
        private final Place oldPlace = new Place();
        private final Place newPlace = new Place();
        private @Nullable String oldLine; // what was read last, while it is not parsed
        private @Nullable FileLine old;
        private long files;
        private long changed;

        Comparison(BufferedReader before) throws IOException {
            this.before = before;
            this.oldLine = before.readLine();
        }

        /** Takes the next file. Nothing is made of lines that are the same, as long as both lists are at the same place. */
        void accept(FileLine now) throws IOException {
            files++;
            boolean together = oldPlace.compareTo(newPlace) == 0;
            newPlace.moveTo(now.path());
            if (together && now.toString().equals(oldLine)) {
                oldPlace.moveTo(now.path());
                oldLine = before.readLine();
                return;
            }
            parseOld();
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
            oldLine = before.readLine();
        }

        FileChanges finish() throws IOException {
            parseOld();
            while (old != null) {
                removed(old);
            }
            return new FileChanges(files, changed, first);
        }

        private void removed(FileLine line) throws IOException {
            changed(line, "removed");
            old = next();
        }

        private void changed(FileLine line, String what) {
            changed++;
            if (first.size() < KEPT) {
                first.add((line.path().isRoot() ? "." : line.path()) + " (" + what + ")");
            }
        }

        /** Has {@link #old} be what was read last. */
        private void parseOld() {
            String line = oldLine;
            if (line != null) {
                FileLine file = FileLine.parse(line);
                oldPlace.moveTo(file.path());
                old = file;
                oldLine = null;
            }
        }

        private @Nullable FileLine next() throws IOException {
            old = null;
            oldLine = before.readLine();
            parseOld();
            return old;
        }
    }
}
