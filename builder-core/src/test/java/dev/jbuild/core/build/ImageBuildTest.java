package dev.jbuild.core.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import dev.jbuild.core.layer.Ancestors;
import dev.jbuild.core.layer.LayerWriter;
import dev.jbuild.core.layer.NewFile;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.sandbox.OutputSink;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.solver.Forecast;
import dev.jbuild.core.store.BuildLogs;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From the text of a Dockerfile to layers, with a sandbox of scripts. */
class ImageBuildTest {
    private static final CompletableFuture<Integer> SUCCESS = CompletableFuture.completedFuture(0);

    private final BuildRig rig = new BuildRig();

    @AfterEach
    void close() throws IOException {
        rig.store.close();
    }

    private void commandWrites(String command, String path, String text) {
        rig.on(command, world -> {
            world.write(path, text);
            return CompletableFuture.completedFuture(0);
        });
    }

    @Test
    void buildsAnImageOfCommandsAndFiles() throws IOException {
        rig.context.file("a.txt", "from the context");
        commandWrites("make", "out/app", "made");
        BuildResult result = rig.build("FROM scratch", "WORKDIR /src", "COPY a.txt .", "RUN make", "CMD [\"app\"]");
        assertThat(rig.files(result))
                .containsEntry("src/a.txt", "from the context")
                .containsEntry("out/app", "made")
                .containsEntry("src", "755 0:0");
        assertThat(result.image().config().diffIds()).hasSize(3);
        assertThat(result.ran()).isEqualTo(3);
        assertThat(rig.store.images().list()).hasSize(1);
    }

    @Test
    void runsNothingASecondTime() throws IOException {
        rig.context.file("a.txt", "x");
        commandWrites("make", "out/app", "made");
        String[] dockerfile = {"FROM scratch", "COPY a.txt /", "RUN make", "LABEL a=b"};
        BuildResult first = rig.build(dockerfile);
        rig.now = rig.now.plusSeconds(1000);
        BuildResult second = rig.build(dockerfile);
        assertThat(rig.sandbox.started()).hasSize(1);
        assertThat(second.image().id()).isEqualTo(first.image().id());
        assertThat(second.ran()).isZero();
        assertThat(rig.outcomes())
                .containsExactly(
                        "[internal] FROM scratch CACHED",
                        "[1/2] COPY a.txt / CACHED",
                        "[2/2] RUN make CACHED",
                        "storing test/image:latest DONE");
    }

    @Test
    void aChangedLabelRunsNothing() throws IOException {
        commandWrites("make", "out/app", "made");
        rig.build("FROM scratch", "LABEL a=b", "ENV X=1", "RUN make");
        BuildResult second = rig.build("FROM scratch", "LABEL a=c", "ENV X=1", "RUN make", "EXPOSE 80");
        assertThat(rig.sandbox.started()).hasSize(1);
        assertThat(second.image().config().config().labels()).containsEntry("a", "c");
    }

    @Test
    void saysWhichFileChanged() throws IOException {
        rig.context.file("src/Main.java", "1").file("run.sh", "x").mode(0644);
        String[] dockerfile = {"FROM scratch", "COPY . /src"};
        rig.build(dockerfile);
        rig.context = new InMemoryRootDirectory()
                .file("src/Main.java", "2")
                .file("run.sh", "x")
                .mode(0755);
        rig.build(dockerfile);
        assertThat(rig.events.stream()
                        .filter(ProgressEvent.MissExplained.class::isInstance)
                        .map(event -> ((ProgressEvent.MissExplained) event).reason()))
                .containsExactly("2 of 3 files changed: run.sh (mode 0644 → 0755), src/Main.java (content)");
    }

    @Test
    void laysACommandOnTheLayersBelowIt() throws IOException {
        rig.context.file("a.txt", "x");
        commandWrites("one", "one", "1");
        commandWrites("two", "two", "2");
        rig.build("FROM scratch", "COPY a.txt /", "RUN one", "RUN two");
        List<ProcessSpec> started = rig.sandbox.started();
        assertThat(started.get(0).rootFs().layers()).hasSize(1);
        List<Path> below = started.get(1).rootFs().layers();
        assertThat(below).hasSize(2);
        assertThat(below.get(0).resolve("a.txt")).hasContent("x");
        assertThat(below.get(1).resolve("one")).hasContent("1");
    }

    @Test
    void makesTheChangesOfACommandTheDirectoryThatFollows() throws IOException {
        rig.on("one", world -> {
            world.write("one", "1");
            Files.writeString(world.upper().resolve("one"), "adopted");
            return SUCCESS;
        });
        commandWrites("two", "two", "2");
        rig.build("FROM scratch", "RUN one", "RUN two");
        ProcessSpec first = rig.sandbox.started().get(0);
        assertThat(first.rootFs().scratch().resolve("upper")).doesNotExist();
        assertThat(rig.sandbox.started().get(1).rootFs().layers())
                .singleElement()
                .satisfies(path -> assertThat(path.resolve("one")).hasContent("adopted"));
    }

    @Test
    void givesACommandItsEnvironment() throws IOException {
        commandWrites("make", "x", "x");
        rig.options = request -> request.buildArgs(Map.of("VERSION", "7", "http_proxy", "http://proxy"));
        rig.build("FROM scratch", "ARG VERSION", "ENV A=b", "WORKDIR /w", "USER 5:6", "RUN make");
        ProcessSpec spec = rig.sandbox.started().get(0);
        assertThat(spec.env()).contains("A=b", "VERSION=7", "http_proxy=http://proxy", "HOME=/");
        assertThat(spec.workingDir()).isEqualTo("/w");
        assertThat(spec.identity()).isEqualTo(new ProcessSpec.Identity(5, 6, List.of()));
        assertThat(spec.network()).isEqualTo(ProcessSpec.Network.HOST);
    }

    @Test
    void failsWithTheStatusTheLastLinesAndThePlace() throws IOException {
        rig.on("make", world -> {
            for (int i = 1; i <= 312; i++) {
                world.print(OutputSink.Stream.STDERR, "line " + i + "\n");
            }
            return CompletableFuture.completedFuture(2);
        });
        assertThatThrownBy(() -> rig.build("FROM scratch", "# a comment", "RUN make"))
                .isInstanceOfSatisfying(BuildException.class, failure -> {
                    assertThat(failure).hasMessage("[1/1] RUN make: exit status 2");
                    assertThat(failure.code()).isEqualTo(ErrorCode.COMMAND_FAILED);
                    assertThat(failure.details())
                            .hasSize(21)
                            .startsWith("line 293")
                            .last()
                            .asString()
                            .startsWith("(last 20 of 312 lines; all of them: jbuild logs build-1 ");
                    assertThat(failure.location()).hasValueSatisfying(place -> {
                        assertThat(place.line()).isEqualTo(3);
                        assertThat(place.excerpt()).contains("RUN make");
                    });
                });
        assertThat(rig.outcomes()).contains("[1/1] RUN make FAILED");
    }

    @Test
    void keepsAllOutput() throws IOException {
        rig.on("make", world -> {
            world.print(OutputSink.Stream.STDOUT, "x".repeat(3_000_000));
            return SUCCESS;
        });
        rig.build("FROM scratch", "RUN make");
        BuildLogs logs = rig.store.logs();
        int step = logs.steps("build-1").get(0);
        assertThat(logs.open("build-1", step).readAllBytes()).hasSize(3_000_000);
        assertThat(rig.events).anyMatch(ProgressEvent.Output.class::isInstance);
    }

    @Test
    void logsEveryBuildWithItsEnd() throws IOException {
        commandWrites("make", "x", "x");
        rig.build("FROM scratch", "RUN make");
        rig.on("fail", world -> CompletableFuture.completedFuture(1));
        assertThatThrownBy(() -> rig.build("FROM scratch", "RUN fail")).isInstanceOf(BuildException.class);
        assertThat(rig.store.logs().list().stream().map(BuildLogs.BuildSummary::outcome))
                .containsExactlyInAnyOrder("done", "failed");
    }

    @Test
    void namesTheArgThatChanged() throws IOException {
        commandWrites("make", "x", "x");
        rig.build("FROM scratch", "ARG VERSION=1", "RUN make");
        rig.build("FROM scratch", "ARG VERSION=2", "RUN make");
        assertThat(rig.events.toString()).contains("reason=ARG VERSION changed");
    }

    @Test
    void numbersALogAsItsStepIsNumbered() throws IOException {
        rig.context.file("a", "x");
        rig.on("make", world -> {
            world.print(OutputSink.Stream.STDOUT, "hello");
            return SUCCESS;
        });
        rig.build("FROM scratch", "COPY a /", "RUN make");
        List<String> names = rig.events.stream()
                .filter(ProgressEvent.Started.class::isInstance)
                .map(event -> ((ProgressEvent.Started) event).name())
                .toList();
        assertThat(rig.store.logs().steps("build-1")).containsExactly(names.indexOf("[2/2] RUN make") + 1);
    }

    @Test
    void saysThatACommandIsNotThere() {
        assertThatThrownBy(() -> rig.build("FROM scratch", "RUN nothing"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("not found in PATH");
    }

    @Test
    void copiesFromAStageAndLeavesItAloneWhenTheSameFileComesOut() throws IOException {
        commandWrites("make 1", "app", "binary");
        rig.on("make 2", world -> {
            world.write("app", "binary");
            world.write("other", "different");
            return SUCCESS;
        });
        rig.build("FROM scratch AS build", "RUN make 1", "FROM scratch", "COPY --from=build /app /bin/");
        BuildResult second =
                rig.build("FROM scratch AS build", "RUN make 2", "FROM scratch", "COPY --from=build /app /bin/");
        assertThat(rig.files(second)).containsEntry("bin/app", "binary").doesNotContainKey("other");
        assertThat(rig.outcomes())
                .contains("[build 1/1] RUN make 2 DONE", "[stage-1 1/1] COPY --from=build /app /bin/ CACHED");
    }

    @Test
    void givesTheTimeOfAFileAndOfACommandToTheImage() throws IOException {
        rig.context = new InMemoryRootDirectory(1234).file("a.txt", "x");
        BuildResult copied = rig.build("FROM scratch", "COPY a.txt /");
        assertThat(copied.image().config().created()).isEqualTo(Instant.ofEpochSecond(1234));
        commandWrites("make", "x", "x");
        BuildResult run = rig.build("FROM scratch", "COPY a.txt /", "RUN make");
        assertThat(run.image().config().created()).isEqualTo(rig.now);
    }

    @Test
    void makesWorkingDirectoriesOwnedByTheUser() throws IOException {
        BuildResult result = rig.build("FROM scratch", "USER 7:8", "WORKDIR /a/b", "WORKDIR /a/b");
        assertThat(rig.files(result)).containsEntry("a", "755 7:8").containsEntry("a/b", "755 7:8");
        assertThat(result.image().config().diffIds()).hasSize(2);
    }

    @Test
    void refusesAWorkingDirectoryInAFile() {
        rig.context.file("a", "x");
        assertThatThrownBy(() -> rig.build("FROM scratch", "COPY a /a", "WORKDIR /a/b"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("\"/a\" is no directory");
    }

    @Test
    void addsAFileFromAUrl() throws IOException {
        BuildResult result = rig.build("FROM scratch", "ADD https://example.com/f.txt /d/");
        assertThat(rig.files(result)).containsEntry("d/f.txt", "https://example.com/f.txt");
        assertThat(result.image().config().created()).isEqualTo(Instant.ofEpochSecond(77));
    }

    /** An image with a passwd of its own, of the time 5. */
    private void putBase() throws IOException {
        WrittenLayer layer;
        byte[] passwd = "app:x:1000:1001::/home/app:/bin/sh\n".getBytes(StandardCharsets.UTF_8);
        try (LayerWriter writer = LayerWriter.create(rig.store.blobs(), Ancestors.in(Tree.EMPTY, 5))) {
            NewFile file = new NewFile(TreePath.of("etc/passwd"), new Attributes(0644, 0, 0, 5), passwd.length, 0);
            writer.addFile(file, () -> new ByteArrayInputStream(passwd));
            layer = writer.commit();
        }
        rig.store.layers().putIndex(layer.diffId(), layer.index());
        Platform host = Platform.host();
        rig.images.sized(layer.diffId(), layer.sizeBytes());
        rig.images.put(
                "base",
                new ImageConfig(
                        Instant.ofEpochSecond(5),
                        "",
                        host,
                        ContainerConfig.EMPTY,
                        List.of(layer.diffId()),
                        List.of(new HistoryEntry(Instant.ofEpochSecond(5), "base", "", "", false))),
                List.of(layer.index()));
        rig.store
                .blobs()
                .put(OciJson.write(
                        rig.images.resolve(ImageReference.parse("base"), host).manifest()));
    }

    @Test
    void looksUsersUpInTheBase() throws IOException {
        putBase();
        commandWrites("make", "x", "x");
        BuildResult result = rig.build("FROM base", "USER app", "WORKDIR /home/app/w", "RUN make");
        ProcessSpec spec = rig.sandbox.started().get(0);
        assertThat(spec.identity()).isEqualTo(new ProcessSpec.Identity(1000, 1001, List.of()));
        assertThat(spec.env()).contains("HOME=/home/app");
        assertThat(rig.files(result)).containsEntry("home/app/w", "755 1000:1001");
        assertThat(spec.rootFs().layers()).hasSize(2);
    }

    @Test
    void givesAWorkingDirectoryTheTimeOfTheBase() throws IOException {
        putBase();
        BuildResult result = rig.build("FROM base", "WORKDIR /w");
        assertThat(result.image().config().created()).isEqualTo(Instant.ofEpochSecond(5));
    }

    @Test
    void looksAtNoLayerWhenAllIsCached() throws IOException {
        putBase();
        rig.context.file("a", "1").file("b", "2");
        commandWrites("make", "x", "x");
        String[] dockerfile = {
            "FROM base AS build",
            "COPY a /",
            "RUN make",
            "FROM base",
            "WORKDIR /w",
            "COPY --from=build /x /x",
            "COPY b /",
            "RUN make"
        };
        BuildResult first = rig.build(dockerfile);
        for (DiffId layer : first.image().config().diffIds()) {
            rig.store.layers().delete(layer);
        }
        BuildResult second = rig.build(dockerfile);
        assertThat(second.image().id()).isEqualTo(first.image().id());
        assertThat(second.ran()).isZero();
        for (DiffId layer : first.image().config().diffIds()) {
            assertThat(rig.store.layers().index(layer)).isEmpty();
        }
    }

    @Test
    void readsAnIndexAgainThatIsLost() throws IOException {
        putBase();
        commandWrites("make", "x", "x");
        commandWrites("more", "y", "y");
        BuildResult first = rig.build("FROM base", "RUN make");
        for (DiffId layer : first.image().config().diffIds()) {
            rig.store.layers().delete(layer);
        }
        BuildResult second = rig.build("FROM base", "RUN make", "RUN more");
        assertThat(rig.files(second)).containsEntry("x", "x").containsEntry("y", "y");
        assertThat(second.ran()).isEqualTo(1);
    }

    @Test
    void leavesAPrunedMiddleStageAlone() throws IOException {
        commandWrites("make", "app", "binary");
        String[] dockerfile = {"FROM scratch AS build", "RUN make", "FROM scratch", "COPY --from=build /app /"};
        BuildResult first = rig.build(dockerfile);
        rig.store.cache().records().values().forEach(record -> {
            if (!first.image().config().diffIds().contains(record.layer())) {
                rig.store.blobs().delete(record.layer().digest());
                rig.store.layers().delete(record.layer());
            }
        });
        assertThat(rig.build(dockerfile).ran()).isZero();
        assertThat(rig.sandbox.started()).hasSize(1);
    }

    @Test
    void forecastsWithoutRunningAnything() throws IOException {
        commandWrites("make", "x", "x");
        Forecast forecast = rig.forecast("FROM scratch", "RUN make", "RUN use");
        assertThat(forecast.misses()).isEqualTo(2);
        assertThat(rig.sandbox.started()).isEmpty();
        assertThat(rig.store.blobs().digests()).isEmpty();
    }

    @Test
    void stopsTheOthersWhenOneCommandFails() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        BuildRig parallel = new BuildRig(pool);
        CompletableFuture<Void> sleeping = new CompletableFuture<>();
        CompletableFuture<Integer> sleep = new CompletableFuture<>();
        parallel.on("sleep", world -> {
            sleeping.complete(null);
            return sleep;
        });
        parallel.on("fail", world -> sleeping.thenApply(begun -> 1));
        try {
            assertThatThrownBy(() -> parallel.build(
                            "FROM scratch AS a",
                            "RUN sleep",
                            "FROM scratch AS b",
                            "RUN fail",
                            "FROM scratch",
                            "COPY --from=a / /",
                            "COPY --from=b / /"))
                    .isInstanceOf(BuildException.class)
                    .hasMessageContaining("RUN fail: exit status 1");
            assertThat(sleep).isCompletedExceptionally();
            assertThat(parallel.outcomes()).contains("[a 1/1] RUN sleep CANCELLED", "[b 1/1] RUN fail FAILED");
            assertThat(parallel.store.locks().heldCount()).isZero();
        } finally {
            pool.shutdownNow();
            parallel.store.close();
        }
    }

    @Test
    void stopsWhenTheUserSaysSo() throws IOException {
        rig.on("make", world -> {
            rig.cancellation.cancel();
            return SUCCESS;
        });
        assertThatThrownBy(() -> rig.build("FROM scratch", "RUN make"))
                .isInstanceOfSatisfying(
                        BuildException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INTERRUPTED));
        assertThat(rig.store.cache().records()).isEmpty();
    }
}
