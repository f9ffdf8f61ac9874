package dev.jbuild.cache.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;

/** A repository in memory, which may hold anything, whether git would or not. */
final class TestRepository {
    private final InMemoryRepository repository;
    private ObjectId last = ObjectId.zeroId();

    TestRepository() throws IOException {
        repository = new InMemoryRepository(new DfsRepositoryDescription("test"));
        repository.create();
        repository.updateRef(Constants.HEAD).link("refs/heads/main");
    }

    InMemoryRepository repository() {
        return repository;
    }

    /** What a file is. */
    record Node(FileMode mode, byte[] bytes) {
        static Node file(String text) {
            return new Node(FileMode.REGULAR_FILE, text.getBytes(StandardCharsets.UTF_8));
        }

        static Node program(String text) {
            return new Node(FileMode.EXECUTABLE_FILE, text.getBytes(StandardCharsets.UTF_8));
        }

        static Node link(String target) {
            return new Node(FileMode.SYMLINK, target.getBytes(StandardCharsets.UTF_8));
        }

        static Node submodule(String commit) {
            return new Node(FileMode.GITLINK, commit.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** A commit on top of the last one. */
    String commit(Map<String, Node> files, Instant time) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            return commit(inserter, tree(inserter, new TreeMap<>(files)), time);
        }
    }

    /** A commit of these entries in this order, with these names, good or bad. */
    String commitOfEntries(List<Map.Entry<String, Node>> entries) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TreeFormatter tree = new TreeFormatter();
            for (Map.Entry<String, Node> entry : entries) {
                byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
                tree.append(name, 0, name.length, entry.getValue().mode(), id(inserter, entry.getValue()), true);
            }
            return commit(inserter, inserter.insert(tree), Instant.EPOCH);
        }
    }

    private String commit(ObjectInserter inserter, ObjectId tree, Instant time) throws IOException {
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        if (!last.equals(ObjectId.zeroId())) {
            commit.setParentId(last);
        }
        PersonIdent person = new PersonIdent("Test", "test@example", time, ZoneOffset.UTC);
        commit.setAuthor(person);
        commit.setCommitter(person);
        commit.setMessage("test");
        last = inserter.insert(commit);
        inserter.flush();
        return last.name();
    }

    private static ObjectId id(ObjectInserter inserter, Node node) throws IOException {
        return node.mode() == FileMode.GITLINK
                ? ObjectId.fromString(new String(node.bytes(), StandardCharsets.US_ASCII))
                : inserter.insert(Constants.OBJ_BLOB, node.bytes());
    }

    private static ObjectId tree(ObjectInserter inserter, TreeMap<String, Node> files) throws IOException {
        TreeMap<String, Object> entries = new TreeMap<>(); // directories sort as if they ended in a slash
        for (Map.Entry<String, Node> file : files.entrySet()) {
            int slash = file.getKey().indexOf('/');
            if (slash < 0) {
                entries.put(file.getKey(), file.getValue());
            } else {
                String name = file.getKey().substring(0, slash + 1);
                @SuppressWarnings("unchecked")
                TreeMap<String, Node> below =
                        (TreeMap<String, Node>) entries.computeIfAbsent(name, key -> new TreeMap<String, Node>());
                below.put(file.getKey().substring(slash + 1), file.getValue());
            }
        }
        TreeFormatter tree = new TreeFormatter();
        for (Map.Entry<String, Object> entry : entries.entrySet()) {
            if (entry.getValue() instanceof Node node) {
                tree.append(entry.getKey(), node.mode(), id(inserter, node));
            } else {
                @SuppressWarnings("unchecked")
                TreeMap<String, Node> below = (TreeMap<String, Node>) entry.getValue();
                String name = entry.getKey().substring(0, entry.getKey().length() - 1);
                tree.append(name, FileMode.TREE, tree(inserter, below));
            }
        }
        return inserter.insert(tree);
    }

    /** Has a name mean a commit, whatever it meant before. */
    void name(String name, String commit) throws IOException {
        RefUpdate update = repository.updateRef(name);
        update.setNewObjectId(ObjectId.fromString(commit));
        update.forceUpdate();
    }

    /** An annotated tag. */
    void tag(String name, String commit) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TagBuilder tag = new TagBuilder();
            tag.setTag(name);
            tag.setObjectId(ObjectId.fromString(commit), Constants.OBJ_COMMIT);
            tag.setTagger(new PersonIdent("Test", "test@example"));
            tag.setMessage("test");
            ObjectId id = inserter.insert(tag);
            inserter.flush();
            name("refs/tags/" + name, id.name());
        }
    }

    static Map<String, Node> files(Map<String, String> texts) {
        Map<String, Node> files = new TreeMap<>();
        texts.forEach((path, text) -> files.put(path, Node.file(text)));
        return files;
    }

    /** Names of a list, for tests that want all of them. */
    static List<String> list(Iterable<?> things) {
        List<String> texts = new ArrayList<>();
        things.forEach(thing -> texts.add(thing.toString()));
        return texts;
    }
}
