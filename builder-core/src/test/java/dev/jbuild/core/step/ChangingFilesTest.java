package dev.jbuild.core.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.context.DirectorySource;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.solver.Observation;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.store.FileDigests;
import dev.jbuild.core.store.fakes.InMemoryFileDigests;
import dev.jbuild.core.store.fakes.InMemoryStore;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that somebody writes to while they are copied: an error or the bytes that were observed, never anything else. */
class ChangingFilesTest {
    private static final TreePath FILE = TreePath.of("file");
    private static final int LARGE = 3_000_000;

    private final InMemoryStore store = new InMemoryStore();
    private final InMemoryRootDirectory directory = new InMemoryRootDirectory(100);
    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final SourceTree source = new DirectorySource(directory, new InMemoryFileDigests());
    private final CopyStep step = new CopyStep(new SingleCopy.OneContext(source), store.blobs(), store.layers(), pool);
    private final StepRequest request = SingleCopy.request(".", "/");

    @AfterEach
    void stop() {
        pool.shutdown();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, 1000, 128 * 1024, 128 * 1024 + 1, 256 * 1024, 256 * 1024 + 1, 3_000_000})
    void copiesWhatWasObserved(int sizeBytes) throws Exception {
        directory.file(FILE, bytes(sizeBytes, 'a'));
        Observation observation = observe();
        StepResult result = step.run(request).toCompletableFuture().join();
        assertThat(observation.fileCount()).isEqualTo(1);
        assertThat(store.layers().index(result.layer()).orElseThrow().contentDigest())
                .isEqualTo(result.content());
        byte[] tar = store.blobs().open(result.layer().digest()).readAllBytes();
        assertThat(java.util.Arrays.copyOfRange(tar, 512, 512 + sizeBytes)).isEqualTo(bytes(sizeBytes, 'a'));
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, 1000, 128 * 1024 + 1, 3_000_000})
    void refusesOtherBytesOfTheSameSize(int sizeBytes) {
        directory.file(FILE, bytes(sizeBytes, 'a'));
        observe();
        directory.file(FILE, bytes(sizeBytes, 'b'));
        assertRefused();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1000, 3_000_000})
    void refusesAFileThatBecameShorter(int sizeBytes) {
        directory.file(FILE, bytes(sizeBytes, 'a'));
        observe();
        directory.file(FILE, bytes(sizeBytes - 1, 'a'));
        assertRefused();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1000, 3_000_000})
    void copiesTheObservedBytesOfAFileThatGrew(int sizeBytes) throws Exception {
        directory.file(FILE, bytes(sizeBytes, 'a'));
        observe();
        directory.file(FILE, bytes(sizeBytes + 700, 'a'));
        StepResult result = step.run(request).toCompletableFuture().join();
        byte[] tar = store.blobs().open(result.layer().digest()).readAllBytes();
        assertThat(tar.length).isLessThan(sizeBytes + 512 * 4);
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1000, 3_000_000})
    void refusesAFileThatVanished(int sizeBytes) throws Exception {
        directory.file(FILE, bytes(sizeBytes, 'a'));
        observe();
        directory.delete(FILE);
        assertThatThrownBy(() -> step.run(request).toCompletableFuture().join())
                .cause()
                .isInstanceOf(BuildException.class)
                .hasMessage("\"file\" vanished while it was read");
    }

    @Test
    void refusesAFileThatVanishesBeforeItIsHashed() {
        TreePath late = TreePath.of("file/late");
        directory.file(late, bytes(10, 'a'));
        directory.file("file/early", "x").watched(read -> {
            try {
                directory.delete(late);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThatThrownBy(this::observe)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(BuildException.class)
                .hasMessage("\"file/late\" vanished while it was read");
    }

    @Test
    void refusesAFileThatShrankBeforeItWasHashed() {
        directory.file(FILE, bytes(10, 'a')).growing(20);
        assertThatThrownBy(this::observe)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(BuildException.class)
                .hasMessage("\"file\" changed while it was read");
    }

    @Test
    void readsNothingTwiceThatIsRemembered() {
        directory.file(FILE, bytes(10, 'a'));
        Digest first = observe().content();
        int opened = directory.opened();
        CopyStep again = step;
        assertThat(again.observe(request, 1)
                        .toCompletableFuture()
                        .join()
                        .orElseThrow()
                        .content())
                .isEqualTo(first);
        assertThat(directory.opened()).isEqualTo(opened);
    }

    @Test
    void observesModesAndNamesButNoTimes() {
        directory.file(FILE, bytes(10, 'a')).mtime(1);
        Digest before = observe().content();
        directory.file(FILE, bytes(10, 'a')).mtime(2);
        assertThat(anew().content()).isEqualTo(before);
        directory.file(FILE, bytes(10, 'a')).mode(0600);
        assertThat(anew().content()).isNotEqualTo(before);
    }

    @Test
    void doesNotHashAgainWhatNobodyTouched() throws Exception {
        byte[] content = bytes(LARGE, 'a');
        directory.file(FILE, content).watched(read -> {});
        observe();
        content[5] = 'b'; // no time tells: that is how it shows
        StepResult result = step.run(request).toCompletableFuture().join();
        byte[] tar = store.blobs().open(result.layer().digest()).readAllBytes();
        assertThat(java.util.Arrays.copyOfRange(tar, 512, 512 + LARGE)).isEqualTo(content);
    }

    @Test
    void hashesAgainWhatIsTooYoungToBeRemembered() {
        byte[] content = bytes(LARGE, 'a');
        directory.file(FILE, content).watched(read -> {});
        FileDigests nothing = DigestsOfNothing.INSTANCE;
        CopyStep young = new CopyStep(
                new SingleCopy.OneContext(new DirectorySource(directory, nothing)),
                store.blobs(),
                store.layers(),
                pool);
        young.observe(request, 1).toCompletableFuture().join();
        content[5] = 'b';
        assertRefused(young);
    }

    @Test
    void refusesWhatIsWrittenInPlaceBeforeItIsCopied() {
        directory.file(FILE, bytes(LARGE, 'a')).watched(read -> {});
        observe();
        directory.overwrite(FILE, bytes(LARGE, 'b'));
        assertRefused();
    }

    @ParameterizedTest(name = "after {0} bytes")
    @ValueSource(longs = {FileReadAhead.CHUNK_BYTES, 3L * FileReadAhead.CHUNK_BYTES, 11L * FileReadAhead.CHUNK_BYTES})
    void refusesWhatIsWrittenInPlaceWhileItIsCopied(long after) {
        byte[] last = bytes(LARGE, 'a');
        last[LARGE - 1] = 'b';
        boolean[] copying = new boolean[1];
        directory.file(FILE, bytes(LARGE, 'a')).watched(read -> {
            if (copying[0] && read == after) {
                directory.overwrite(FILE, last);
            }
        });
        observe();
        copying[0] = true;
        assertRefused();
    }

    @Test
    void refusesWhatIsWrittenBehindTheReader() {
        byte[] first = bytes(LARGE, 'a');
        first[0] = 'b';
        boolean[] copying = new boolean[1];
        directory.file(FILE, bytes(LARGE, 'a')).watched(read -> {
            if (copying[0] && read == 2L * FileReadAhead.CHUNK_BYTES) {
                directory.overwrite(FILE, first);
            }
        });
        observe();
        copying[0] = true;
        assertRefused();
    }

    @Test
    void copiesWhatIsOnlyTouchedWhileItIsCopied() throws Exception {
        boolean[] copying = new boolean[1];
        directory.file(FILE, bytes(LARGE, 'a')).watched(read -> {
            if (copying[0] && read == 2L * FileReadAhead.CHUNK_BYTES) {
                copying[0] = false;
                directory.touch(FILE);
            }
        });
        observe();
        copying[0] = true;
        StepResult result = step.run(request).toCompletableFuture().join();
        assertThat(copying[0]).isFalse();
        byte[] tar = store.blobs().open(result.layer().digest()).readAllBytes();
        assertThat(java.util.Arrays.copyOfRange(tar, 512, 512 + LARGE)).isEqualTo(bytes(LARGE, 'a'));
    }

    @Test
    void refusesWhatIsWrittenInPlaceWhileItIsHashed() {
        boolean[] hashing = {true};
        directory.file(FILE, bytes(LARGE, 'a')).watched(read -> {
            if (hashing[0] && read > LARGE / 2) {
                hashing[0] = false;
                directory.overwrite(FILE, bytes(LARGE, 'b'));
            }
        });
        observe();
        assertThat(hashing[0]).isFalse();
        assertRefused();
    }

    @Test
    void refusesWhatWasNotThereWhenItWasHashed() {
        directory.file(FILE, bytes(LARGE, 'a')).watched(read -> {}).openingOnce(bytes(LARGE, 'b'));
        observe();
        assertRefused();
    }

    @Test
    void refusesWhatAnotherStepHashedSinceIt() {
        directory.file(FILE, bytes(LARGE, 'a')).watched(read -> {});
        observe();
        directory.overwrite(FILE, bytes(LARGE, 'b'));
        new CopyStep(new SingleCopy.OneContext(source), store.blobs(), store.layers(), pool)
                .observe(request, 1)
                .toCompletableFuture()
                .join();
        assertRefused();
    }

    private Observation anew() {
        CopyStep fresh = new CopyStep(
                new SingleCopy.OneContext(new DirectorySource(directory, new InMemoryFileDigests())),
                store.blobs(),
                store.layers(),
                Runnable::run);
        return fresh.observe(request, 1).toCompletableFuture().join().orElseThrow();
    }

    private Observation observe() {
        return step.observe(request, 1).toCompletableFuture().join().orElseThrow();
    }

    private void assertRefused() {
        assertRefused(step);
    }

    private void assertRefused(CopyStep copying) {
        assertThatThrownBy(() -> copying.run(request).toCompletableFuture().join())
                .cause()
                .isInstanceOf(BuildException.class)
                .hasMessage("\"file\" changed while it was copied");
    }

    private static byte[] bytes(int sizeBytes, char fill) {
        byte[] bytes = new byte[sizeBytes];
        java.util.Arrays.fill(bytes, (byte) fill);
        return bytes;
    }

    /** As an index to which every file is too young. */
    private enum DigestsOfNothing implements FileDigests {
        INSTANCE;

        @Override
        public Optional<Digest> find(TreePath path, FileStat stat) {
            return Optional.empty();
        }

        @Override
        public void put(TreePath path, FileStat stat, Digest content) {}

        @Override
        public int size() {
            return 0;
        }

        @Override
        public Optional<Selected> selected(Digest question, DirectoryStamp stamp) {
            return Optional.empty();
        }

        @Override
        public void putSelected(Digest question, DirectoryStamp stamp, Selected selected) {}

        @Override
        public void close() {}
    }
}
