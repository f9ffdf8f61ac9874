package dev.jbuild.cache.git;

import dev.jbuild.core.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Finds a directory of a commit, in a submodule if it lies there. Links are followed inside the repository and never out of it: what
 * would leave its top stays there. Used by one thread, once.
 */
final class SubdirectorySearch {
    private static final int MAX_LINKS = 40;

    private final CommitFetcher fetcher;
    private final boolean submodules;
    private final String wanted;
    private final Deque<TreePath> left = new ArrayDeque<>();
    private final List<ObjectId> directories = new ArrayList<>(); // from the top to where the search is
    private FetchedCommit commit;
    private TreePath at = TreePath.ROOT;
    private int nesting;
    private int links;

    SubdirectorySearch(CommitFetcher fetcher, boolean submodules, FetchedCommit commit, String wanted) {
        this.fetcher = fetcher;
        this.submodules = submodules;
        this.commit = commit;
        this.wanted = wanted;
    }

    /**
     * A directory that was found; closing it closes its commit if that is a submodule's.
     *
     * @param path in its commit
     * @param nesting how many submodules it lies in
     */
    record Found(FetchedCommit commit, ObjectId directory, TreePath path, int nesting) implements Closeable {
        @Override
        public void close() {
            if (nesting > 0) {
                commit.close();
            }
        }
    }

    Found find() throws IOException {
        left.addAll(TreePath.clean(wanted).components());
        directories.add(commit.commit().getTree());
        while (!left.isEmpty()) {
            TreePath name = left.pop();
            GitEntry entry = commit.find(here(), name).orElseThrow(this::missing);
            if (entry.isDirectory()) {
                at = at.resolve(name);
                directories.add(entry.id());
            } else if (entry.isLink()) {
                follow(entry);
            } else if (entry.isSubmodule() && submodules) {
                enter(entry);
            } else {
                throw missing();
            }
        }
        return new Found(commit, here(), at, nesting);
    }

    private ObjectId here() {
        return directories.get(directories.size() - 1);
    }

    private void follow(GitEntry link) throws IOException {
        links++;
        if (links > MAX_LINKS) {
            throw new NoRepositoryException("its directory \"" + wanted + "\" is a circle of links");
        }
        String target = new String(CheckoutWriter.target(commit, link), StandardCharsets.UTF_8);
        TreePath meant = TreePath.clean(target.startsWith("/") ? target : at + "/" + target);
        List<TreePath> names = new ArrayList<>(meant.components());
        for (int i = names.size() - 1; i >= 0; i--) {
            left.push(names.get(i));
        }
        at = TreePath.ROOT;
        directories.subList(1, directories.size()).clear();
    }

    private void enter(GitEntry submodule) throws IOException {
        FetchedCommit inner = fetcher.submodule(commit, at.resolve(submodule.name()), submodule.id());
        if (nesting > 0) {
            commit.close();
        }
        nesting++;
        commit = inner;
        at = TreePath.ROOT;
        directories.clear();
        directories.add(inner.commit().getTree());
    }

    private NoRepositoryException missing() {
        return new NoRepositoryException("it has no directory \"" + wanted + "\"");
    }
}
