package dev.jbuild.core.step;

import dev.jbuild.core.context.KeptContents;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.layer.FileBytes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one source of a COPY selects, with the digests of all contents, packed: some 75 bytes a file.
 *
 * @param source where the bytes are; some of them may have been kept
 * @param matches what the pattern matched, in path order; none lies in another
 * @param files all that is to be copied, under the paths as they matched; ancestors that are only implied are not
 * @param newestSeconds the newest mtime among them; Long.MIN_VALUE when there is nothing
 * @param count how many files there are, directories included
 * @param mayHaveLinks false when no two of them can be names of one inode
 */
record Selection(
        Source source, List<Match> matches, LayerIndex files, long newestSeconds, long count, boolean mayHaveLinks) {

    Selection {
        matches = List.copyOf(matches);
    }

    /** Files of a tree, some of whose contents were kept when they were hashed. */
    record Source(SourceTree tree, KeptContents kept) {

        FileBytes file(TreePath path) {
            return new SourceFile(this, path);
        }
    }

    /** The bytes of one file of a source. */
    record SourceFile(Source of, TreePath path) implements FileBytes {

        /** The content, if it was kept; then it has the digest that the file is known by. */
        Optional<KeptContents.Content> kept() {
            return of.kept.of(path);
        }

        @Override
        public InputStream open() throws IOException {
            return of.tree.open(path);
        }
    }

    /**
     * Something that matched.
     *
     * @param path as it matched; its last name is what a file is called at the destination
     * @param from where it is, links followed
     */
    record Match(TreePath path, TreePath from, Type type) {

        /** Where the file is that was selected under this path. */
        TreePath place(TreePath selected) {
            return from.equals(path) ? selected : from.resolve(selected.relativeTo(path));
        }
    }

    /** What a match copies. */
    enum Type {
        /** All that is in a directory. */
        CONTENTS,
        FILE
    }

    /** True for a match that is a regular file. */
    boolean isRegular(Match match) {
        Iterator<Present> files = filesOf(match);
        return match.type() == Type.FILE && files.hasNext() && files.next().entry() instanceof TreeEntry.RegularFile;
    }

    /** The files below a path and it, in path order, those that are only implied left out. */
    Iterator<Present> filesBelow(TreePath path) {
        Iterator<LayerEntry> entries = files.entriesFrom(lowerBound(files.entries(), path));
        return new Iterator<>() {
            private @Nullable Present next = advance();

            private @Nullable Present advance() {
                while (entries.hasNext()) {
                    LayerEntry entry = entries.next();
                    if (!entry.path().startsWith(path)) {
                        return null; // what lies below a path follows it at once
                    } else if (entry instanceof Present present && present.origin() == LayerEntry.Origin.NAMED) {
                        return present;
                    }
                }
                return null;
            }

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Present next() {
                Present file = Objects.requireNonNull(next);
                next = advance();
                return file;
            }
        };
    }

    /** The files of a match, in path order: what is in the directory, or the file itself. */
    Iterator<Present> filesOf(Match match) {
        return filesBelow(match.path());
    }

    private static int lowerBound(List<LayerEntry> entries, TreePath path) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).path().compareTo(path) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
