package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The files of all parts of a layer in path order, each path once: a later part replaces what an earlier one or the rootfs has
 * there, but never a directory by a file or a file by a directory, nor a directory by one that an archive only implies. Memory is that of the parts' own. Used by one thread.
 */
final class MergedParts implements Iterator<Placed> {
    private final PriorityQueue<Cursor> cursors;
    private final List<LayerPart> parts;
    private final Tree base;

    MergedParts(List<LayerPart> parts, Tree base) {
        this.parts = parts;
        this.base = base;
        this.cursors = new PriorityQueue<>(Math.max(1, parts.size()), MergedParts::compare);
        for (int i = 0; i < parts.size(); i++) {
            Iterator<Placed> files = parts.get(i).files(i);
            if (files.hasNext()) {
                cursors.add(new Cursor(files));
            }
        }
    }

    private static final class Cursor {
        private final Iterator<Placed> rest;
        private Placed head;

        private Cursor(Iterator<Placed> files) {
            this.rest = files;
            this.head = files.next();
        }
    }

    private static int compare(Cursor a, Cursor b) {
        int byPath = a.head.path().compareTo(b.head.path());
        return byPath != 0 ? byPath : Integer.compare(a.head.order(), b.head.order());
    }

    @Override
    public boolean hasNext() {
        return !cursors.isEmpty();
    }

    @Override
    public Placed next() {
        if (cursors.isEmpty()) {
            throw new NoSuchElementException();
        }
        Placed winner = take();
        while (!cursors.isEmpty() && cursors.peek().head.path().equals(winner.path())) {
            Placed later = take();
            checkReplaces(later, winner.isDirectory());
            winner = parts.get(later.order()).meeting() == LayerPart.Meeting.YIELD ? winner : later;
        }
        if (base != Tree.EMPTY && parts.get(winner.order()).meeting() == LayerPart.Meeting.REFUSE) {
            checkFits(winner);
        }
        return winner;
    }

    /** Where the rootfs has something, the winner must be able to replace it. */
    private void checkFits(Placed winner) {
        Optional<TreeEntry> below = winner.path().isRoot() ? Optional.empty() : base.get(winner.path());
        if (below.isPresent()) {
            checkReplaces(winner, below.get() instanceof TreeEntry.Directory);
        }
    }

    private Placed take() {
        Cursor cursor = cursors.peek();
        if (cursors.size() == 1 && cursor.rest.hasNext()) { // as of most COPYs: nothing has to be put in order
            Placed head = cursor.head;
            cursor.head = cursor.rest.next();
            return head;
        }
        cursors.remove();
        Placed head = cursor.head;
        if (cursor.rest.hasNext()) {
            cursor.head = cursor.rest.next();
            cursors.add(cursor);
        }
        return head;
    }

    private static void checkReplaces(Placed later, boolean directoryThere) {
        TreePath path = later.path();
        if (later.isDirectory() && !directoryThere) {
            throw conflict("directory \"%s\" cannot be copied to \"/%s\": it is a file there", later.shown(), path);
        }
        if (!later.isDirectory() && directoryThere) {
            throw conflict("file \"%s\" cannot be copied to \"/%s\": it is a directory there", later.shown(), path);
        }
    }

    private static BuildException conflict(String text, TreePath source, TreePath path) {
        return BuildException.of(ErrorCode.COPY_CONFLICT, text.formatted(source, path))
                .withHint("choose another destination, or delete what is there by a RUN before");
    }
}
