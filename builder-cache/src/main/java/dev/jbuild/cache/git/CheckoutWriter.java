package dev.jbuild.cache.git;

import dev.jbuild.core.layer.LayerWriter;
import dev.jbuild.core.layer.NewFile;
import dev.jbuild.core.source.GitSource.GitReference;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;

/**
 * Writes the files of a commit as a layer, in one pass from its objects. Submodules are fetched where they are met, and lie where
 * the commit says, which is always below it. Used by one thread, once.
 */
final class CheckoutWriter {
    private static final long MAX_ENTRIES = 2_000_000;
    private static final long MAX_BYTES = 256L << 30; // 256 GiB
    private static final int MAX_NESTING = 16; // submodules in submodules
    private static final int MAX_TARGET_BYTES = 4095; // of a symbolic link, as Linux
    private static final TreePath GIT = TreePath.of(".git");

    private final CommitFetcher fetcher;
    private final LayerWriter layer;
    private final GitReference reference;
    private final long timeSeconds;
    private long entries;
    private long bytes;

    CheckoutWriter(CommitFetcher fetcher, LayerWriter layer, GitReference reference, long timeSeconds) {
        this.fetcher = fetcher;
        this.layer = layer;
        this.reference = reference;
        this.timeSeconds = timeSeconds;
    }

    /** A directory of a commit, and where it is in the layer. */
    private record Place(FetchedCommit commit, ObjectId directory, TreePath inCommit, TreePath inLayer, int nesting) {
        Place child(GitEntry entry) {
            return new Place(
                    commit, entry.id(), inCommit.resolve(entry.name()), inLayer.resolve(entry.name()), nesting);
        }

        boolean isTop() {
            return inCommit.isRoot();
        }
    }

    /** Writes the subdirectory that is wanted, or all. */
    void write(FetchedCommit commit) throws IOException {
        if (reference.subdirectory().isEmpty()) {
            directory(
                    new Place(commit, commit.commit().getTree(), TreePath.ROOT, TreePath.ROOT, 0), Kept.of(reference));
            return;
        }
        SubdirectorySearch search =
                new SubdirectorySearch(fetcher, reference.submodules(), commit, reference.subdirectory());
        try (SubdirectorySearch.Found found = search.find()) {
            directory(
                    new Place(found.commit(), found.directory(), found.path(), TreePath.ROOT, found.nesting()),
                    Kept.NOTHING);
        }
    }

    /** Whether the repository itself is wanted with its files. */
    private enum Kept {
        NOTHING,
        REPOSITORY;

        static Kept of(GitReference reference) {
            return reference.keepGitDirectory() ? REPOSITORY : NOTHING;
        }
    }

    private void directory(Place place, Kept kept) throws IOException {
        List<GitEntry> list = place.commit.list(place.directory);
        boolean pending = kept == Kept.REPOSITORY && place.isTop();
        for (GitEntry entry : list) {
            if (pending && entry.name().compareTo(GIT) > 0) {
                repository(place);
                pending = false;
            }
            count(0);
            entry(place, entry, kept);
        }
        if (pending) {
            repository(place);
        }
    }

    private void repository(Place place) throws IOException {
        new GitDirectory(place.commit, reference.ref(), timeSeconds).write(layer, place.inLayer.resolve(GIT));
    }

    private void entry(Place place, GitEntry entry, Kept kept) throws IOException {
        TreePath path = place.inLayer.resolve(entry.name());
        if (entry.isDirectory()) {
            layer.add(path, new TreeEntry.Directory(attributes(0755)));
            directory(place.child(entry), kept);
        } else if (entry.isSubmodule()) {
            layer.add(path, new TreeEntry.Directory(attributes(0755)));
            if (reference.submodules()) {
                submodule(place, entry, kept);
            }
        } else if (entry.isLink()) {
            layer.add(path, new TreeEntry.Symlink(attributes(0777), target(place.commit, entry)));
        } else {
            file(place.commit, entry, path);
        }
    }

    private void submodule(Place place, GitEntry entry, Kept kept) throws IOException {
        if (place.nesting >= MAX_NESTING) {
            throw new NoRepositoryException("its submodules are nested more than " + MAX_NESTING + " deep");
        }
        TreePath path = place.inCommit.resolve(entry.name());
        try (FetchedCommit commit = fetcher.submodule(place.commit, path, entry.id())) {
            directory(
                    new Place(
                            commit,
                            commit.commit().getTree(),
                            TreePath.ROOT,
                            place.inLayer.resolve(entry.name()),
                            place.nesting + 1),
                    kept);
        }
    }

    static byte[] target(FetchedCommit commit, GitEntry entry) throws IOException {
        byte[] target = commit.text(entry.id());
        boolean hasNul = false;
        for (byte b : target) {
            hasNul |= b == 0;
        }
        if (target.length == 0 || target.length > MAX_TARGET_BYTES || hasNul) {
            throw new NoRepositoryException("it has a link \"" + entry.name() + "\" that no system can have");
        }
        return target;
    }

    private void file(FetchedCommit commit, GitEntry entry, TreePath path) throws IOException {
        ObjectLoader content = commit.open(entry.id());
        count(content.getSize());
        int mode = FileMode.EXECUTABLE_FILE.equals(entry.mode()) ? 0755 : 0644;
        layer.addFile(new NewFile(path, attributes(mode), content.getSize(), 0), content::openStream);
    }

    private void count(long sizeBytes) throws IOException {
        entries += sizeBytes == 0 ? 1 : 0;
        bytes += sizeBytes;
        if (entries > MAX_ENTRIES || bytes > MAX_BYTES) {
            throw new NoRepositoryException("it has more than %,d files, or more than 256 GiB".formatted(MAX_ENTRIES));
        }
    }

    private Attributes attributes(int mode) {
        return new Attributes(mode, 0, 0, timeSeconds);
    }
}
