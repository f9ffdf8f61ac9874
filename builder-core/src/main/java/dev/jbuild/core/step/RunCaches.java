package dev.jbuild.core.step;

import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.RunMount;
import dev.jbuild.core.progress.ProgressEvent;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.solver.Cancellation;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.store.CacheMounts;
import dev.jbuild.core.store.StoreLocks;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Opens the cache mounts of one step, one after the other in the order of their ids, so that no two steps wait for each other. */
final class RunCaches {
    private static final int MODE = 0755;

    private final StepTools tools;
    private final DirectoryForms forms;
    private final MountedFiles files;
    private final StepRequest request;
    private final Held held;

    RunCaches(StepTools tools, DirectoryForms forms, MountedFiles files, StepRequest request, Held held) {
        this.tools = tools;
        this.forms = forms;
        this.files = files;
        this.request = request;
        this.held = held;
    }

    CompletionStage<Map<RunMount.Cache, Mount>> open(List<RunMount> mounts) {
        List<RunMount.Cache> caches = new ArrayList<>();
        for (RunMount mount : mounts) {
            if (mount instanceof RunMount.Cache cache && !caches.contains(cache)) {
                caches.add(cache);
            }
        }
        if (caches.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        caches.sort(Comparator.comparing(this::id));
        CompletionStage<Map<Digest, Path>> paths = CompletableFuture.completedFuture(new LinkedHashMap<>());
        for (RunMount.Cache cache : caches) {
            paths = paths.thenComposeAsync(opened -> open(cache, opened), tools.work());
        }
        return paths.thenApplyAsync(opened -> mounts(caches, opened), tools.work());
    }

    private Map<RunMount.Cache, Mount> mounts(List<RunMount.Cache> caches, Map<Digest, Path> opened) {
        Map<RunMount.Cache, Mount> mounts = new LinkedHashMap<>();
        for (RunMount.Cache cache : caches) {
            Mount.Access access = cache.readOnly() ? Mount.Access.READ_ONLY : Mount.Access.READ_WRITE;
            mounts.put(cache, new Mount.Bind(opened.get(id(cache)), cache.target(), access));
        }
        return mounts;
    }

    /** The cache's name, with all that makes a fresh one different. */
    private Digest id(RunMount.Cache cache) {
        return description(cache).id();
    }

    private CacheMounts.Description description(RunMount.Cache cache) {
        return new CacheMounts.Description(cache.id(), forms.tag(), cache.mode(), cache.uid(), cache.gid());
    }

    private CompletionStage<Map<Digest, Path>> open(RunMount.Cache cache, Map<Digest, Path> opened) {
        request.cancellation().check();
        Digest id = id(cache);
        if (opened.containsKey(id)) {
            return CompletableFuture.completedFuture(opened); // one mount at two places
        }
        Stages.unchecked(() -> {
            tools.store().mounts().describe(id, description(cache));
            return id;
        });
        CompletableFuture<CacheMounts.CacheMount> mount = tools.store()
                .mounts()
                .open(id, sharing(cache.sharing()), directory -> fill(cache, directory), this::tell)
                .toCompletableFuture();
        Cancellation.Registration registration = request.cancellation().onCancel(() -> mount.cancel(false));
        return mount.whenComplete((got, failure) -> registration.close())
                .thenApplyAsync(
                        got -> {
                            opened.put(id, held.add(got).path());
                            return opened;
                        },
                        tools.work());
    }

    private void fill(RunMount.Cache cache, Path directory) throws IOException {
        if (cache.seedInput() != RunMount.NO_SEED) {
            forms.unpack(files.layerNow(cache.seedSource(), request, cache.seedInput()), directory);
        }
        try (WritableRootDirectory root = tools.directories().openWritable(directory)) {
            if (cache.uid() > 0 || cache.gid() > 0) {
                root.changeOwner(TreePath.ROOT, Math.max(0, cache.uid()), Math.max(0, cache.gid()));
            }
            root.changeMode(TreePath.ROOT, cache.mode() == RunMount.ABSENT ? MODE : cache.mode());
        }
    }

    private void tell(StoreLocks.Holder holder) {
        String who = holder.pid() == 0 ? "another step" : "process " + holder.pid();
        request.progress()
                .accept(new ProgressEvent.Waiting(
                        tools.clock().instant(), request.id(), "a cache mount that " + who + " uses"));
    }

    private static CacheMounts.Sharing sharing(RunMount.Sharing sharing) {
        return switch (sharing) {
            case SHARED -> CacheMounts.Sharing.SHARED;
            case PRIVATE -> CacheMounts.Sharing.PRIVATE;
            case LOCKED -> CacheMounts.Sharing.LOCKED;
        };
    }
}
