package dev.jbuild.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.cache.disk.FaultyDisk;
import dev.jbuild.cache.disk.NioDisk;
import dev.jbuild.core.file.FileSystemSync;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order things become durable and visible, file by file and all at once. */
class DurabilityTest {
    @TempDir
    Path directory;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<Runnable> held = new ArrayList<>(); // until all of a batch is there
    private boolean holding;
    private FaultyDisk disk = FaultyDisk.never(new NioDisk());
    private final List<String> seen = new ArrayList<>(); // what the disk had at each sync of the whole
    private boolean reliable;
    private int refusals; // until it is
    private boolean failing;

    private final FileSystemSync whole = new FileSystemSync() {
        @Override
        public void watch() {
            seen.add("watch");
        }

        @Override
        public boolean sync() throws IOException {
            if (failing) {
                throw new IOException("EIO");
            }
            boolean refused = !reliable || refusals-- > 0;
            if (!refused) {
                seen.add("sync " + names());
            }
            return !refused;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    };

    @BeforeEach
    void make() throws IOException {
        Files.createDirectories(directory.resolve("tmp"));
    }

    @AfterEach
    void end() {
        executor.shutdownNow();
    }

    @Test
    void objectsAreDurableBeforeWhatNamesThemIsSeen() throws Exception {
        Durability durability = durability();
        publish(durability, 1);
        durability.await();
        assertThat(operations())
                .containsSubsequence("sync object-0", "sync .", "sync tmp/0", "rename tmp/0 record-0", "sync .");
        assertThat(seen).isEmpty();
    }

    @Test
    void manyAreSyncedTogetherBeforeAndAfterTheyAreSeen() throws Exception {
        reliable = true;
        Durability durability = durability();
        publish(durability, 5);
        durability.await();
        assertThat(seen).hasSize(2);
        assertThat(seen.get(0)).contains("object-4", "tmp/4").doesNotContain("record-");
        assertThat(seen.get(1)).contains("record-0", "record-4").doesNotContain("tmp/0");
        assertThat(operations()).noneMatch(operation -> operation.startsWith("sync"));
    }

    @Test
    void whereTheWholeCannotBeSyncedEachFileIs() throws Exception {
        Durability durability = durability();
        publish(durability, 5);
        durability.await();
        assertThat(operations()).contains("sync object-4", "sync tmp/4", "sync .");
    }

    @Test
    void whatIsLeftIsSyncedTogetherWhenTheFirstWasTooMuch() throws Exception {
        reliable = true;
        refusals = 1;
        Durability durability = durability();
        publish(durability, 5);
        durability.await();
        assertThat(operations())
                .filteredOn(operation -> operation.startsWith("sync"))
                .containsExactly("sync object-0");
        assertThat(seen).hasSize(2);
        assertThat(seen.get(0)).contains("object-4", "tmp/4").doesNotContain("record-");
        assertThat(seen.get(1)).contains("record-0", "record-4").doesNotContain("tmp/0");
    }

    @Test
    void nothingIsSeenAfterAFailedSyncOfTheWhole() throws Exception {
        reliable = true;
        failing = true;
        Durability durability = durability();
        CompletionStage<Void> published = publish(durability, 5);
        assertThatThrownBy(durability::await).isInstanceOf(IOException.class).hasMessageContaining("EIO");
        assertThat(published.toCompletableFuture()).isCompletedExceptionally();
        failing = false;
        publish(durability, 1);
        assertThatThrownBy(durability::await).hasMessageContaining("an earlier write to the store failed");
        assertThat(names()).noneMatch(name -> name.startsWith("record-")).noneMatch(name -> name.startsWith("tmp/"));
    }

    @Test
    void whoWaitsIsNotKeptUntilABatchIsFull() throws Exception {
        Durability durability = durability();
        CompletionStage<Void> published = publish(durability, 1);
        durability.awaitIdle();
        assertThat(published.toCompletableFuture()).isCompleted();
    }

    @Test
    void aNoteIsWrittenBesideAndItsFailureIsNoOnesElse() throws Exception {
        Durability durability = durability();
        durability.note(() -> {
            throw new IOException("no room");
        });
        durability.note(() -> Files.writeString(directory.resolve("note"), "text"));
        publish(durability, 1);
        durability.await();
        assertThat(names()).contains("note", "record-0");
    }

    private Durability durability() {
        return new Durability(disk, whole, task -> (holding ? (Executor) held::add : executor).execute(task));
    }

    private CompletionStage<Void> publish(Durability durability, int count) throws IOException {
        CompletionStage<Void> last = null;
        holding = true;
        for (int i = 0; i < count; i++) {
            Path object = Files.writeString(directory.resolve("object-" + i), "object");
            durability.written(object);
            last = durability.publish(new Durability.Reference(
                    directory.resolve("tmp/" + i),
                    directory.resolve("record-" + i),
                    "record".getBytes(StandardCharsets.UTF_8),
                    List.of(object)));
        }
        holding = false;
        held.forEach(executor::execute);
        held.clear();
        return last;
    }

    private List<String> operations() {
        return disk.journal().stream()
                .map(line -> line.replace(directory + "/", "").replace(directory.toString(), "."))
                .toList();
    }

    private List<String> names() throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .toList();
        }
    }
}
