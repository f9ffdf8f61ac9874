package dev.jbuild.core.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.context.DirectorySource;
import dev.jbuild.core.context.IgnoreRules;
import dev.jbuild.core.context.IgnoringSource;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.file.ForwardingRootDirectory;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
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
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A selection of many files is answered by one stamp of their directory, as long as nothing there has changed. */
class RememberedSelectionTest {
    private final InMemoryStore store = new InMemoryStore();
    private final InMemoryFileDigests digests = new InMemoryFileDigests();
    private final Stamped directory = new Stamped(new InMemoryRootDirectory(100));

    @BeforeEach
    void makeManyFiles() {
        for (int i = 0; i < 1100; i++) {
            directory.files.file(TreePath.of("src/" + i), text("file " + i));
        }
        directory.files.file(TreePath.of("log/1"), text("log"));
    }

    @Test
    void looksAtNoFileOfADirectoryThatIsAsItWas() {
        Observation first = observe("src", List.of(), IgnoreRules.NONE);
        assertThat(directory.stamps).isZero(); // nothing is known of the context, so nothing can be answered
        int listed = directory.listed;

        Observation second = observe("src", List.of(), IgnoreRules.NONE);

        assertThat(directory.listed).isEqualTo(listed);
        assertThat(second.content()).isEqualTo(first.content());
        assertThat(second.fileCount()).isEqualTo(first.fileCount());
    }

    @Test
    void remembersInASecondBuildWhatWasNotToldInTheFirst() {
        directory.tellsOfListed = false;
        Observation first = observe("src", List.of(), IgnoreRules.NONE);
        int once = directory.listed;
        Observation second = observe("src", List.of(), IgnoreRules.NONE);
        int listed = directory.listed;
        assertThat(listed).isGreaterThan(once);
        Observation third = observe("src", List.of(), IgnoreRules.NONE);

        assertThat(directory.listed).isEqualTo(listed);
        assertThat(List.of(second.content(), third.content())).containsOnly(first.content());
        assertThat(third.fileCount()).isEqualTo(first.fileCount());
    }

    /** Somebody writes to a file between the listing of its directory and the reading of its bytes. */
    @Test
    void looksAgainAtWhatChangedAfterItWasListed() {
        directory.afterListing = () -> {
            directory.files.file(TreePath.of("src/7"), text("FILE 7"));
            directory.sum++; // its ctime is another one, from now on
        };
        Observation first = observe("src", List.of(), IgnoreRules.NONE);
        directory.files.file(TreePath.of("src/7"), text("file 7"));
        directory.sum++;

        Observation second = observe("src", List.of(), IgnoreRules.NONE);

        assertThat(second.content()).isNotEqualTo(first.content());
        assertThat(observe("src", List.of(), IgnoreRules.NONE).content()).isEqualTo(second.content());
    }

    @Test
    void remembersNothingOfFewFiles() {
        observe("log", List.of(), IgnoreRules.NONE);
        assertThat(directory.laterStamps).isZero();
    }

    @Test
    void looksAgainWhenTheStampIsAnotherOne() {
        observe("src", List.of(), IgnoreRules.NONE);
        Observation before = observe("src", List.of(), IgnoreRules.NONE);
        directory.files.file(TreePath.of("src/7"), text("other"));
        directory.sum++;

        Observation after = observe("src", List.of(), IgnoreRules.NONE);

        assertThat(after.content()).isNotEqualTo(before.content());
        assertThat(observe("src", List.of(), IgnoreRules.NONE).content()).isEqualTo(after.content());
    }

    @Test
    void anotherQuestionHasAnotherAnswer() {
        observe("src", List.of(), IgnoreRules.NONE);
        List<Digest> answers = new ArrayList<>();
        IgnoreRules noSevens = IgnoreRules.parse(".dockerignore", text("src/7*"));
        for (int round = 0; round < 2; round++) {
            answers.add(observe("src", List.of(), IgnoreRules.NONE).content());
            answers.add(observe("src", List.of("7*"), IgnoreRules.NONE).content());
            answers.add(observe("src", List.of("8*"), IgnoreRules.NONE).content());
            answers.add(observe("src", List.of("8*"), noSevens).content());
            answers.add(observe("log", List.of(), IgnoreRules.NONE).content());
        }

        assertThat(answers.subList(0, 5)).doesNotHaveDuplicates();
        assertThat(answers.subList(5, 10)).isEqualTo(answers.subList(0, 5));
    }

    @Test
    void copiesWhatWasAnsweredFor() {
        observe("src", List.of(), IgnoreRules.NONE);
        observe("src", List.of(), IgnoreRules.NONE);
        CopyStep step = step(IgnoreRules.NONE);
        StepRequest request = request("src", List.of());
        step.observe(request, 1).toCompletableFuture().join();

        StepResult result = step.run(request).toCompletableFuture().join();

        assertThat(store.layers().index(result.layer()).orElseThrow().entries()).hasSize(1100);
    }

    @Test
    void doesNotEnterWhatIgnoreRulesLeaveOut() {
        directory.files.directory("src/.git");
        observe(".", List.of(), IgnoreRules.NONE);
        observe(".", List.of(), IgnoreRules.parse(".dockerignore", text("log\n**/.git")));

        assertThat(directory.entered.test(TreePath.of("src"))).isTrue();
        assertThat(directory.entered.test(TreePath.of("log"))).isFalse();
        assertThat(directory.entered.test(TreePath.of("src/.git"))).isFalse();
    }

    /** Two stages may have equal steps; the first that was run has forgotten what both were told. */
    @Test
    void answersWhileAnEqualStepHasItForgotten() throws Exception {
        SourceTree files = new DirectorySource(directory, digests);
        CopySelections selections = new CopySelections(new SingleCopy.OneContext(files), Runnable::run);
        StepRequest request = request("log", List.of());
        Digest content = selections.observe(request, 1).content();
        AtomicBoolean enough = new AtomicBoolean();
        Thread other = new Thread(() -> {
            while (!enough.get()) {
                selections.forget(request);
            }
        });
        other.start();
        try {
            for (int i = 0; i < 20_000; i++) {
                assertThat(selections.observe(request, 1).content()).isEqualTo(content);
            }
        } finally {
            enough.set(true);
            other.join();
        }
    }

    /** The list of a step's files may still be written when the step has run. */
    @Test
    void namesTheFilesOfAHeldListThoughTheyAreForgotten() throws IOException {
        SourceTree files = new DirectorySource(directory, digests);
        CopySelections selections = new CopySelections(new SingleCopy.OneContext(files), Runnable::run);
        StepRequest request = request("src", List.of());
        Observation.FileList held = selections.observe(request, 1).list().held();
        selections.forget(request);
        int listed = directory.listed;

        List<String> names = new ArrayList<>();
        held.forEach((path, entry) -> names.add(path.toString()));

        assertThat(names).hasSize(1100).contains("src/7");
        assertThat(directory.listed).isEqualTo(listed);
    }

    private Observation observe(String source, List<String> excludes, IgnoreRules rules) {
        return step(rules)
                .observe(request(source, excludes), 1)
                .toCompletableFuture()
                .join()
                .orElseThrow();
    }

    private CopyStep step(IgnoreRules rules) {
        SourceTree files = IgnoringSource.of(new DirectorySource(directory, digests), rules);
        return new CopyStep(new SingleCopy.OneContext(files), store.blobs(), store.layers(), Runnable::run);
    }

    private static StepRequest request(String source, List<String> excludes) {
        Op.Copy op = new Op.Copy(
                List.of(new Op.Copy.Source.Files(1, source, Op.Copy.Archives.KEEP)),
                "/",
                true,
                "",
                "",
                Op.Copy.Linking.ONTO_ROOTFS,
                Op.Copy.Parents.DROP,
                excludes);
        Vertex vertex = new Vertex(
                op,
                List.of(new VertexId(0), new VertexId(1)),
                new Vertex.Label("stage", 1, 1, "COPY " + source + " /", 1, 1),
                Vertex.CachePolicy.USE);
        StepInput rootFs = new StepInput.Layers(List.of(), Digest.ofUtf8("scratch"), Instant.EPOCH, null);
        return new StepRequest(
                new VertexId(2),
                vertex,
                List.of(rootFs, new StepInput.Context("")),
                new Cancellation(),
                ProgressSink.NONE);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A directory with a stamp that the test says, and counts of what was asked of it. */
    private static final class Stamped implements ForwardingRootDirectory {
        private final InMemoryRootDirectory files;
        private long sum = 1;
        private int stamps;
        private int laterStamps;
        private boolean tellsOfListed = true;
        private long listedSum = 1;
        private Runnable afterListing = () -> {};
        private int listed;
        private Predicate<TreePath> entered = directory -> false;

        Stamped(InMemoryRootDirectory files) {
            this.files = files;
        }

        @Override
        public Optional<DirectoryStamp> stamp(TreePath directory, Predicate<TreePath> enters) {
            stamps++;
            entered = enters;
            return Optional.of(new DirectoryStamp(sum, 1100, 100));
        }

        @Override
        public Optional<DirectoryStamp> stampOfListed(TreePath directory, Predicate<TreePath> enters) {
            laterStamps++;
            return tellsOfListed ? Optional.of(new DirectoryStamp(listedSum, 1100, 100)) : Optional.empty();
        }

        @Override
        public RootDirectory plain() {
            return files;
        }

        @Override
        public List<TreePath> list(TreePath directory) throws IOException {
            listed++;
            listedSum = sum;
            List<TreePath> names = files.list(directory);
            Runnable after = afterListing;
            afterListing = () -> {};
            after.run();
            return names;
        }
    }
}
