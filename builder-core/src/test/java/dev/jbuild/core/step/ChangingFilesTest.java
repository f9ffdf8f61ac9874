package dev.jbuild.core.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.context.DirectorySource;
import dev.jbuild.core.context.EmptySource;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressSink;
import dev.jbuild.core.solver.Cancellation;
import dev.jbuild.core.solver.Observation;
import dev.jbuild.core.solver.StepInput;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.solver.StepResult;
import dev.jbuild.core.store.fakes.InMemoryFileDigests;
import dev.jbuild.core.store.fakes.InMemoryStore;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.time.Instant;
import java.util.List;
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

    private final InMemoryStore store = new InMemoryStore();
    private final InMemoryRootDirectory directory = new InMemoryRootDirectory(100);
    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final CopyStep step = new CopyStep(
            new OneContext(new DirectorySource(directory, new InMemoryFileDigests())),
            store.blobs(),
            store.layers(),
            pool);
    private final StepRequest request = request();

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

    private Observation anew() {
        CopyStep fresh = new CopyStep(
                new OneContext(new DirectorySource(directory, new InMemoryFileDigests())),
                store.blobs(),
                store.layers(),
                Runnable::run);
        return fresh.observe(request, 1).toCompletableFuture().join().orElseThrow();
    }

    private Observation observe() {
        return step.observe(request, 1).toCompletableFuture().join().orElseThrow();
    }

    private void assertRefused() {
        assertThatThrownBy(() -> step.run(request).toCompletableFuture().join())
                .cause()
                .isInstanceOf(BuildException.class)
                .hasMessage("\"file\" changed while it was copied");
    }

    private static byte[] bytes(int sizeBytes, char fill) {
        byte[] bytes = new byte[sizeBytes];
        java.util.Arrays.fill(bytes, (byte) fill);
        return bytes;
    }

    private static StepRequest request() {
        Op.Copy op = new Op.Copy(
                List.of(new Op.Copy.Source.Files(1, ".", Op.Copy.Archives.KEEP)),
                "/",
                true,
                "",
                "",
                Op.Copy.Linking.ONTO_ROOTFS,
                Op.Copy.Parents.DROP,
                List.of());
        Vertex vertex = new Vertex(
                op,
                List.of(new VertexId(0), new VertexId(1)),
                new Vertex.Label("stage", 1, 1, "COPY . /", 1, 1),
                Vertex.CachePolicy.USE);
        StepInput rootFs = new StepInput.Layers(List.of(), Digest.ofUtf8("scratch"), Instant.EPOCH, null);
        return new StepRequest(
                new VertexId(2),
                vertex,
                List.of(rootFs, new StepInput.Context("")),
                new Cancellation(),
                ProgressSink.NONE);
    }

    private record OneContext(SourceTree files) implements CopySources {
        @Override
        public SourceTree context(String name) {
            return files;
        }

        @Override
        public Tree tree(List<DiffId> chain) {
            return Tree.EMPTY;
        }

        @Override
        public SourceTree layers(List<DiffId> chain) {
            return new EmptySource();
        }
    }
}
