package dev.jbuild.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SideWorkTest {
    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final List<Integer> done = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void keepsTheOrder() throws IOException {
        assertThat(workOn(pool, 5000))
                .isEqualTo(IntStream.range(0, 5000).boxed().toList());
    }

    @Test
    void isDoneByTheGiverWhenNobodyElseComes() throws IOException {
        List<Runnable> never = new ArrayList<>();
        assertThat(workOn(never::add, 100))
                .isEqualTo(IntStream.range(0, 100).boxed().toList());
        never.forEach(Runnable::run); // who comes too late finds nothing to do
        assertThat(done).hasSize(100);
    }

    @Test
    void waitsForNoThreadOfAPoolThatIsAllItsOwn() throws Exception {
        Executor one = Executors.newSingleThreadExecutor();
        CountDownLatch end = new CountDownLatch(1);
        one.execute(() -> {
            try {
                workOn(one, 50);
                end.countDown();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        end.await();
        assertThat(done).hasSize(50);
        ((ExecutorService) one).shutdown();
    }

    @Test
    void tellsOfAFailureBeforeItIsFinished() {
        assertThatThrownBy(() -> {
                    SideWork work = new SideWork(pool, 2);
                    work.begin(() -> {
                        throw new IOException("the first");
                    });
                    work.begin(() -> done.add(2));
                    work.finish();
                })
                .isInstanceOf(IOException.class)
                .hasMessage("the first");
    }

    private List<Integer> workOn(Executor executor, int count) throws IOException {
        SideWork work = new SideWork(executor, 2);
        for (int i = 0; i < count; i++) {
            int number = i;
            work.begin(() -> done.add(number));
            assertThat(done.size()).isGreaterThanOrEqualTo(i - 1); // no more than two are under way
        }
        work.finish();
        return List.copyOf(done);
    }
}
