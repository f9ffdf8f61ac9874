package dev.jbuild.cache.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.cache.git.TestRepository.Node;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.source.GitSource;
import dev.jbuild.core.source.GitSource.Checkout;
import dev.jbuild.core.source.GitSource.GitReference;
import dev.jbuild.core.source.GitSource.Times;
import dev.jbuild.core.source.contracts.GitSourceContract;
import dev.jbuild.core.store.fakes.InMemoryStore;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.TreeEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A repository on a server of this machine, which tests commit to and fetch from. */
abstract class RepositoryFixture {

    static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
    private static final long MAX_BYTES = 1 << 20; // 1 MiB

    final InMemoryStore store = new InMemoryStore();
    final SmartServer server = new SmartServer();
    final TestRepository repository = new TestRepository();
    final Map<String, String> secrets = new java.util.TreeMap<>();
    Duration patience = Duration.ofSeconds(30);

    RepositoryFixture() throws IOException {
        server.put("/r.git", repository);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        store.close();
    }

    public GitSource newSource() {
        return new GitRepositories(
                store.openBuild(),
                CLOCK,
                new GitOptions(Map.of(), patience, MAX_BYTES, () -> new byte[0]),
                id -> Optional.ofNullable(secrets.get(id)).map(text -> text.getBytes(StandardCharsets.UTF_8)),
                id -> Optional.empty());
    }

    public String url() {
        return server.url("/r.git");
    }

    public String commit(Map<String, String> files, Instant time, String... names) throws IOException {
        return commitNodes(TestRepository.files(files), time, names);
    }

    final String commitNodes(Map<String, Node> files, Instant time, String... names) throws IOException {
        String commit = repository.commit(files, time);
        for (String name : names) {
            repository.name("refs/heads/" + (name.isEmpty() ? "main" : name), commit);
        }
        return commit;
    }

    /** Commits one submodule and nothing else, and where it comes from. */
    final void commitSubmodule(String path, String commit, String url) throws IOException {
        String modules = "[submodule \"%s\"]\npath = %s\nurl = \"%s\"\n".formatted(path, path, url);
        commitNodes(
                Map.of(path, Node.submodule(commit), ".gitmodules", Node.file(modules)), GitSourceContract.TIME, "");
    }

    /** All of a commit, as a build takes it. */
    final GitReference all(String ref) {
        return new GitReference(url(), ref, "", false, true, Times.COMMIT);
    }

    final List<String> listing(Checkout made) throws IOException {
        List<String> lines = new ArrayList<>();
        for (var entry : made.index().entries()) {
            TreeEntry file = ((Present) entry).entry();
            String kind = file instanceof TreeEntry.Symlink link
                    ? "-> " + new String(link.target(), StandardCharsets.UTF_8)
                    : file instanceof TreeEntry.RegularFile regular
                            ? new String(
                                    store.blobs().open(made.layer().digest()).readAllBytes(),
                                    (int) ((Present) entry).offset(),
                                    (int) regular.sizeBytes(),
                                    StandardCharsets.UTF_8)
                            : "/";
            lines.add("%s %o %s".formatted(entry.path(), file.attributes().mode(), kind));
        }
        return lines;
    }

    final void refuses(ErrorCode code, GitReference reference, String... parts) {
        assertThatThrownBy(() -> {
                    GitSource source = newSource();
                    source.checkOut(reference, source.resolve(reference));
                })
                .isInstanceOfSatisfying(BuildException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e).hasMessageContainingAll(parts);
                    assertThat(e.getMessage()).doesNotContain("Exception", "org.eclipse");
                });
        assertThat(store.blobs().digests()).as("what is left in the store").isEmpty();
    }
}
