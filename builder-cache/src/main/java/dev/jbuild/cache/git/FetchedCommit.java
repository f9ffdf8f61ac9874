package dev.jbuild.cache.git;

import dev.jbuild.core.tree.TreePath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/** A commit with all of its objects in scratch. Closing it removes them. Used by one thread. */
final class FetchedCommit implements Closeable {
    private static final int MAX_TREE_BYTES = 256 * 1024 * 1024; // 256 MiB
    private static final int MAX_TEXT_BYTES = 16 * 1024 * 1024; // 16 MiB, of a link or a file of settings

    private final Conversations.Partner partner;
    private final ScratchRepository repository;
    private final ObjectReader reader;
    private final RevCommit commit;

    private FetchedCommit(
            Conversations.Partner partner, ScratchRepository repository, ObjectReader reader, RevCommit commit) {
        this.partner = partner;
        this.repository = repository;
        this.reader = reader;
        this.commit = commit;
    }

    /** Takes over the repository, and closes it if the commit cannot be read. */
    static FetchedCommit of(Conversations.Partner partner, ScratchRepository repository, String commit)
            throws IOException {
        ObjectReader reader = repository.newObjectReader();
        try (RevWalk walk = new RevWalk(reader)) {
            return new FetchedCommit(
                    partner, repository, repository.newObjectReader(), walk.parseCommit(ObjectId.fromString(commit)));
        } catch (IOException | RuntimeException e) {
            repository.close();
            throw e;
        }
    }

    Conversations.Partner partner() {
        return partner;
    }

    ScratchRepository repository() {
        return repository;
    }

    ObjectReader reader() {
        return reader;
    }

    RevCommit commit() {
        return commit;
    }

    /** The entries of a directory, in the order of paths. */
    List<GitEntry> list(ObjectId directory) throws IOException {
        List<GitEntry> entries = new ArrayList<>();
        CanonicalTreeParser parser = new CanonicalTreeParser();
        parser.reset(reader.open(directory, Constants.OBJ_TREE).getCachedBytes(MAX_TREE_BYTES));
        for (; !parser.eof(); parser.next(1)) {
            byte[] name = new byte[parser.getNameLength()];
            parser.getName(name, 0);
            entries.add(new GitEntry(checked(name), parser.getEntryFileMode(), parser.getEntryObjectId()));
        }
        entries.sort(Comparator.comparing(GitEntry::name));
        for (int i = 1; i < entries.size(); i++) {
            if (entries.get(i).name().equals(entries.get(i - 1).name())) {
                throw new NoRepositoryException("it has \"" + entries.get(i).name() + "\" twice in one directory");
            }
        }
        return entries;
    }

    private static TreePath checked(byte[] name) throws IOException {
        String text = new String(name, StandardCharsets.UTF_8);
        TreePath path;
        try {
            path = TreePath.of(name);
        } catch (IllegalArgumentException e) {
            throw new NoRepositoryException("it has a file \"" + text + "\": " + e.getMessage());
        }
        if (path.toBytes().length != name.length || path.components().size() != 1 || text.equalsIgnoreCase(".git")) {
            throw new NoRepositoryException("it has a file \"" + text + "\", which is no name of a file");
        }
        if (text.startsWith(".wh.")) {
            throw new NoRepositoryException("it has a file \"" + text + "\", which no layer can hold");
        }
        return path;
    }

    Optional<GitEntry> find(ObjectId directory, TreePath name) throws IOException {
        return list(directory).stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst();
    }

    /** The bytes of a file. */
    ObjectLoader open(ObjectId file) throws IOException {
        return reader.open(file, Constants.OBJ_BLOB);
    }

    /** All bytes of what is small. */
    byte[] text(ObjectId file) throws IOException {
        try {
            return open(file).getCachedBytes(MAX_TEXT_BYTES);
        } catch (LargeObjectException e) {
            throw new NoRepositoryException("it has a link or a file of settings of more than 16 MiB");
        }
    }

    @Override
    public void close() {
        reader.close();
        repository.close();
    }
}
