package dev.jbuild.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.cache.disk.StorePaths;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.LayerStack;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BuildLogs;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheIndex;
import dev.jbuild.core.store.CacheMounts;
import dev.jbuild.core.store.FileDigests;
import dev.jbuild.core.store.ImageStore;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.store.StepState;
import dev.jbuild.core.store.StoreLocks;
import dev.jbuild.core.store.contracts.BlobStoreContract;
import dev.jbuild.core.store.contracts.BuildLogsContract;
import dev.jbuild.core.store.contracts.CacheIndexContract;
import dev.jbuild.core.store.contracts.CacheMountsContract;
import dev.jbuild.core.store.contracts.FileDigestsContract;
import dev.jbuild.core.store.contracts.ImageStoreContract;
import dev.jbuild.core.store.contracts.LayerStoreContract;
import dev.jbuild.core.store.contracts.StoreLocksContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on disk keeps the contracts of all ports. */
@Tag("smoke")
final class DirectoryStoreContractTest
        implements BlobStoreContract,
                LayerStoreContract,
                CacheIndexContract,
                ImageStoreContract,
                StoreLocksContract,
                CacheMountsContract,
                FileDigestsContract,
                BuildLogsContract {
    @TempDir
    Path directory;

    private DirectoryStore store;
    private BuildStore build;

    @BeforeEach
    void open() throws IOException {
        store = DirectoryStore.open(directory.resolve("store"));
        build = store.openBuild();
    }

    @AfterEach
    void close() throws IOException {
        build.close();
        store.close();
    }

    @Override
    public BlobStore blobs() {
        return build.blobs();
    }

    @Override
    public void damage(Digest digest, byte[] bytes) throws IOException {
        Files.write(new StorePaths(store.root()).blob(digest), bytes);
    }

    @Override
    public LayerStore layers() {
        return build.layers();
    }

    @Override
    public CacheIndex cache() {
        return build.cache();
    }

    @Override
    public ImageStore images() {
        return build.images();
    }

    @Override
    public StoreLocks locks() {
        return build.locks();
    }

    @Override
    public CacheMounts mounts() {
        return build.mounts();
    }

    @Override
    public FileDigests fileDigests() throws IOException {
        return build.fileDigests("context");
    }

    @Override
    public BuildLogs logs() {
        return build.logs();
    }

    @Test
    void writesWhatStepsLeftInAFileThatGrowsWithThemOnly() throws IOException {
        logs().begin(new BuildLogs.BuildSummary("ce01", Instant.EPOCH, ".", "Dockerfile", List.of(), "running"));
        List<StepState> states = new ArrayList<>();
        LayerStack chain = LayerStack.of(List.of());
        for (int i = 0; i < 1000; i++) {
            chain = chain.append(new DiffId(Digest.ofUtf8("layer " + i)));
            states.add(new StepState(
                    i, "COPY", true, chain, new StepState.Surroundings(Platform.host(), List.of(), "/", "")));
        }
        logs().putStates("ce01", states);
        assertThat(Files.size(directory.resolve("store/logs/ce01/states"))).isLessThan(200 * 1000);
        assertThat(logs().states("ce01")).isEqualTo(states);
    }

    @Test
    void namesOfCacheMountsAreNoPaths() throws Exception {
        Path mounts = new StorePaths(directory.resolve("store")).mounts();
        for (String name : List.of(
                "../../outside", directory.resolve("outside").toString(), "a/../../../outside", "..", "\u0000")) {
            CacheMounts.Description about = new CacheMounts.Description(name, "root", 0755, 0, 0);
            build.mounts().describe(about.id(), about);
            try (CacheMounts.CacheMount mount = build.mounts()
                    .open(about.id(), CacheMounts.Sharing.SHARED, EMPTY, holder -> {})
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)) {
                assertThat(mount.path().toRealPath().getParent().getParent())
                        .as(name)
                        .isEqualTo(mounts.toRealPath());
            }
        }
    }
}
