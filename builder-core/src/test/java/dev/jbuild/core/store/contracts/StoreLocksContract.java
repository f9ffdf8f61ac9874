package dev.jbuild.core.store.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.StoreLocks;
import dev.jbuild.core.store.StoreLocks.Hold;
import dev.jbuild.core.store.StoreLocks.Holder;
import dev.jbuild.core.store.StoreLocks.Level;
import dev.jbuild.core.store.StoreLocks.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link StoreLocks} does among the threads of one process. */
public interface StoreLocksContract {

    StoreLocks locks() throws IOException;

    @Test
    default void givesAFreeLockWithoutWaiting() throws Exception {
        List<Holder> waited = new CopyOnWriteArrayList<>();
        try (Hold hold = get(acquire("free", Mode.EXCLUSIVE, waited))) {
            assertThat(hold).isNotNull();
        }
        assertThat(waited).isEmpty();
    }

    @Test
    default void letsOneExclusiveHolderIn() throws Exception {
        List<Holder> waited = new CopyOnWriteArrayList<>();
        Hold first = get(acquire("one", Mode.EXCLUSIVE, waited));
        CompletableFuture<Hold> second = acquire("one", Mode.EXCLUSIVE, waited);
        Thread.sleep(60);
        assertThat(second).isNotDone();
        assertThat(waited).containsExactly(new Holder(0));
        first.close();
        get(second).close();
    }

    @Test
    default void letsSharedHoldersInTogether() throws Exception {
        List<Holder> waited = new CopyOnWriteArrayList<>();
        Hold first = get(acquire("shared", Mode.SHARED, waited));
        Hold second = get(acquire("shared", Mode.SHARED, waited));
        CompletableFuture<Hold> exclusive = acquire("shared", Mode.EXCLUSIVE, waited);
        first.close();
        Thread.sleep(60);
        assertThat(exclusive).isNotDone();
        second.close();
        get(exclusive).close();
    }

    @Test
    default void doesNotStarveAnExclusiveWaiter() throws Exception {
        List<Holder> waited = new CopyOnWriteArrayList<>();
        Hold shared = get(acquire("fair", Mode.SHARED, waited));
        CompletableFuture<Hold> exclusive = acquire("fair", Mode.EXCLUSIVE, waited);
        CompletableFuture<Hold> later = acquire("fair", Mode.SHARED, waited);
        Thread.sleep(60);
        assertThat(later).isNotDone();
        shared.close();
        Hold held = get(exclusive);
        assertThat(later).isNotDone();
        held.close();
        get(later).close();
    }

    @Test
    default void keepsNamesAndLevelsApart() throws Exception {
        List<Holder> waited = new CopyOnWriteArrayList<>();
        try (Hold a = get(acquire("a", Mode.EXCLUSIVE, waited));
                Hold b = get(acquire("b", Mode.EXCLUSIVE, waited));
                Hold c = get(locks().acquire(Level.BLOB, Digest.ofUtf8("a"), Mode.EXCLUSIVE, waited::add)
                        .toCompletableFuture())) {
            assertThat(List.of(a, b, c)).doesNotContainNull();
        }
        assertThat(waited).isEmpty();
    }

    @Test
    default void givesUpWhenCancelled() throws Exception {
        List<Holder> waited = new CopyOnWriteArrayList<>();
        Hold first = get(acquire("cancelled", Mode.EXCLUSIVE, waited));
        CompletableFuture<Hold> second = acquire("cancelled", Mode.EXCLUSIVE, waited);
        CompletableFuture<Hold> third = acquire("cancelled", Mode.EXCLUSIVE, waited);
        second.cancel(false);
        first.close();
        get(third).close();
    }

    @Test
    default void closesTwiceAsOnce() throws Exception {
        List<Holder> waited = new CopyOnWriteArrayList<>();
        Hold first = get(acquire("twice", Mode.EXCLUSIVE, waited));
        first.close();
        Hold second = get(acquire("twice", Mode.EXCLUSIVE, waited));
        first.close();
        CompletableFuture<Hold> third = acquire("twice", Mode.EXCLUSIVE, waited);
        Thread.sleep(60);
        assertThat(third).isNotDone();
        second.close();
        get(third).close();
    }

    @Test
    default void excludesManyThreads() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(acquire("many", Mode.EXCLUSIVE, new CopyOnWriteArrayList<>())
                    .thenAcceptAsync(hold -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        inside.decrementAndGet();
                        hold.close();
                    }));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
        assertThat(most).hasValue(1);
    }

    private CompletableFuture<Hold> acquire(String name, Mode mode, List<Holder> waited) throws IOException {
        return locks().acquire(Level.CONTENT_KEY, Digest.ofUtf8(name), mode, waited::add)
                .toCompletableFuture();
    }

    private static Hold get(CompletableFuture<Hold> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }
}
