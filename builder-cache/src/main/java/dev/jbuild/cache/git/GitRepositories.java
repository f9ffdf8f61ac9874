package dev.jbuild.cache.git;

import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.layer.Ancestors;
import dev.jbuild.core.layer.LayerWriter;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.source.GitSource;
import dev.jbuild.core.source.SecretSource;
import dev.jbuild.core.source.SshAgents;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheKey;
import dev.jbuild.core.store.CacheRecord;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.LargeObjectException;

/**
 * Repositories over HTTP, SSH and git's own protocol. A commit is fetched alone, and what was made of it is remembered in the store,
 * so that it is fetched once. Thread-safe.
 */
public final class GitRepositories implements GitSource {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    private final BuildStore store;
    private final Clock clock;
    private final GitOptions options;
    private final Conversations conversations;
    private final CommitFetcher fetcher;
    private final ConcurrentMap<Asked, RefChoice.Chosen> answers = new ConcurrentHashMap<>();

    public GitRepositories(BuildStore store, Clock clock, GitOptions options, SecretSource secrets, SshAgents agents) {
        this.store = store;
        this.clock = clock;
        this.options = options;
        this.conversations = new Conversations(options, secrets, agents);
        this.fetcher = new CommitFetcher(conversations, store.layers(), options.maxBytes());
    }

    private record Asked(String url, String ref) {}

    /** What may fail because of a repository. */
    private interface Work<T> {
        T run(Remote remote) throws IOException;
    }

    private <T> T attempt(String url, Work<T> work) {
        Remote remote;
        try {
            remote = Remote.parse(url);
        } catch (IllegalArgumentException e) {
            throw BuildException.of(ErrorCode.USAGE, String.valueOf(e.getMessage()));
        }
        try {
            return work.run(remote);
        } catch (NoRepositoryException e) {
            throw GitFailures.meaning(remote, e);
        } catch (IOException e) {
            boolean other = "git".equals(remote.address().getScheme())
                    && ObjectFormat.isOther(remote.address(), options.timeout());
            throw GitFailures.meaning(remote, other ? ObjectFormat.refusal() : e);
        } catch (LargeObjectException | IndexOutOfBoundsException e) {
            throw GitFailures.meaning(remote, new IOException(GitFailures.reason(e), e)); // objects that are no objects
        }
    }

    @Override
    public String resolve(GitReference reference) {
        return COMMIT.matcher(reference.ref()).matches()
                ? reference.ref()
                : chosen(reference).commit();
    }

    /** Asks once in a build. */
    private RefChoice.Chosen chosen(GitReference reference) {
        Asked asked = new Asked(reference.url(), reference.ref());
        RefChoice.Chosen known = answers.get(asked);
        if (known == null) {
            known = attempt(reference.url(), remote -> ask(remote, new RefChoice(reference.ref())));
            answers.put(asked, known);
        }
        return known;
    }

    private RefChoice.Chosen ask(Remote remote, RefChoice choice) throws IOException {
        try (ScratchRepository scratch = ScratchRepository.in(store.layers().scratch("git"), options.maxBytes())) {
            Conversations.Partner partner = partner(remote);
            Optional<RefChoice.Chosen> named = choice.find(
                    conversations.names(partner, scratch, choice.names().toArray(String[]::new)));
            if (named.isPresent()) {
                return named.get();
            }
            if (!choice.mayBeShort()) {
                throw choice.missing();
            }
            return choice.findShort(conversations.names(partner, scratch, "refs/heads/", "refs/tags/"));
        }
    }

    private static Conversations.Partner partner(Remote remote) {
        return new Conversations.Partner(remote, GitCredentials.Naming.USER);
    }

    @Override
    public Checkout checkOut(GitReference reference, String commit) {
        if (!COMMIT.matcher(commit).matches()) {
            throw BuildException.of(
                    ErrorCode.REMOTE_INVALID,
                    "got commit \"%s\", want 40 hex characters: repositories of SHA-256 cannot be read"
                            .formatted(commit));
        }
        return attempt(reference.url(), remote -> {
            CacheKey key = key(remote, reference, commit);
            Optional<Checkout> known = remembered(key);
            return known.isPresent() ? known.get() : make(remote, reference, commit, key);
        });
    }

    private static CacheKey key(Remote remote, GitReference reference, String commit) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        FrameWriter frame = new FrameWriter(bytes, 0); // each text has its length before it
        frame.text(remote.toString());
        frame.text(commit);
        frame.text(reference.subdirectory());
        frame.text(reference.keepGitDirectory() ? "kept as " + reference.ref() : "dropped");
        frame.text(reference.submodules() ? "checked out" : "left out");
        frame.text(reference.times().name());
        frame.end();
        return new CacheKey("checkout/1", Digest.of(bytes.toByteArray()));
    }

    private Optional<Checkout> remembered(CacheKey key) throws IOException {
        Optional<CacheRecord> record = store.cache().find(key);
        Optional<DiffId> layer = record.flatMap(CacheRecord::layerIfAny);
        if (layer.isEmpty() || !store.blobs().contains(layer.get().digest())) {
            return Optional.empty();
        }
        Optional<LayerIndex> index = store.layers().index(layer.get());
        return index.map(
                entries -> new Checkout(layer.get(), entries, record.get().time()));
    }

    private Checkout make(Remote remote, GitReference reference, String commit, CacheKey key) throws IOException {
        Instant begun = clock.instant();
        GitReference named = reference.keepGitDirectory() ? withWholeName(reference) : reference;
        try (FetchedCommit fetched = fetcher.fetch(partner(remote), commit)) {
            Instant time = reference.times() == Times.CHECKOUT
                    ? Instant.ofEpochSecond(begun.getEpochSecond())
                    : Instant.ofEpochSecond(fetched.commit().getCommitTime());
            WrittenLayer written;
            try (LayerWriter layer =
                    LayerWriter.create(store.blobs(), Ancestors.in(Tree.EMPTY, time.getEpochSecond()))) {
                new CheckoutWriter(fetcher, layer, named, time.getEpochSecond()).write(fetched);
                written = layer.commit();
            }
            store.layers().putIndex(written.diffId(), written.index());
            store.cache()
                    .put(
                            key,
                            new CacheRecord(
                                    written.diffId(),
                                    Digest.ofUtf8(""),
                                    written.content(),
                                    time,
                                    begun,
                                    store.lease().build(),
                                    Duration.between(begun, clock.instant()).toMillis()));
            return new Checkout(written.diffId(), written.index(), time);
        }
    }

    /** A short name may be a branch's or a tag's, which shows in a repository that is kept. */
    private GitReference withWholeName(GitReference reference) {
        if (COMMIT.matcher(reference.ref()).matches() || reference.ref().isEmpty()) {
            return reference;
        }
        return new GitReference(
                reference.url(),
                chosen(reference).name(),
                reference.subdirectory(),
                true,
                reference.submodules(),
                reference.times());
    }
}
