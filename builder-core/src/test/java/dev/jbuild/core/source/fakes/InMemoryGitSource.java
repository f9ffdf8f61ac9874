package dev.jbuild.core.source.fakes;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.layer.Ancestors;
import dev.jbuild.core.layer.LayerWriter;
import dev.jbuild.core.layer.NewFile;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.source.GitSource;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.fakes.InMemoryBlobStore;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Repositories whose references name commits, and whose commits have files. Thread-safe. */
public final class InMemoryGitSource implements GitSource {
    private final BlobStore blobs;
    private final Map<String, String> commits = new ConcurrentHashMap<>();
    private final Map<String, Commit> files = new ConcurrentHashMap<>();

    private record Commit(Instant time, Map<String, String> files) {}

    /** One whose files go nowhere. */
    public InMemoryGitSource() {
        this(new InMemoryBlobStore());
    }

    public InMemoryGitSource(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** @param ref empty for the default branch */
    public InMemoryGitSource put(String url, String ref, String commit) {
        commits.put(url + "#" + ref, commit);
        return this;
    }

    /** @param texts the files of the commit by their paths */
    public InMemoryGitSource put(String commit, Instant time, Map<String, String> texts) {
        files.put(commit, new Commit(time, texts));
        return this;
    }

    @Override
    public String resolve(GitReference reference) {
        if (reference.ref().matches("[0-9a-f]{40}")) {
            return reference.ref();
        }
        String commit = commits.get(reference.url() + "#" + reference.ref());
        if (commit == null) {
            throw unknown(reference, reference.ref());
        }
        return commit;
    }

    private static BuildException unknown(GitReference reference, String name) {
        return BuildException.of(
                ErrorCode.REMOTE_INVALID, "repository \"%s\" has no \"%s\"".formatted(reference.url(), name));
    }

    @Override
    public Checkout checkOut(GitReference reference, String commit) throws IOException {
        Commit known = files.get(commit);
        if (known == null) {
            throw unknown(reference, commit);
        }
        String top = reference.subdirectory().isEmpty() ? "" : reference.subdirectory() + "/";
        Map<TreePath, byte[]> wanted = new TreeMap<>();
        known.files.forEach((path, text) -> {
            if (path.startsWith(top)) {
                wanted.put(TreePath.of(path.substring(top.length())), text.getBytes(StandardCharsets.UTF_8));
            }
        });
        if (wanted.isEmpty()) {
            throw unknown(reference, reference.subdirectory());
        }
        long seconds = known.time.getEpochSecond();
        try (LayerWriter layer = LayerWriter.create(blobs, Ancestors.in(Tree.EMPTY, seconds))) {
            for (Map.Entry<TreePath, byte[]> file : wanted.entrySet()) {
                Attributes attributes = new Attributes(0644, 0, 0, seconds);
                layer.addFile(
                        new NewFile(file.getKey(), attributes, file.getValue().length, 0),
                        () -> new ByteArrayInputStream(file.getValue()));
            }
            WrittenLayer written = layer.commit();
            return new Checkout(written.diffId(), written.index(), known.time);
        }
    }
}
