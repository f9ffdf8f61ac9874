package dev.jbuild.cache.registry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that a registry may do wrong, at many places: right bytes or a clear error, and in time. Most of the trials wait most of
 * the time, so that several go on at once.
 */
@Tag("slow")
final class RegistryFaultsTest {
    private static final int AT_ONCE = 12;
    private static final int MOST_SECONDS = 300; // on a busy machine, for one that had to wait for eleven others
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final ExecutorService TRIALS = Executors.newFixedThreadPool(AT_ONCE);

    @TempDir
    static Path directory;

    @AfterAll
    static void stop() {
        TRIALS.shutdownNow();
    }

    @TestFactory
    Stream<DynamicTest> pullsRightBytesOrSaysWhyNot() {
        return all("pull", PullFaults.all(), (trial, fault) -> {
            TestImages.serve(trial.registry, FaultTrial.REPOSITORY, "v1", FaultTrial.SMALL);
            fault.arrangement().arrange(trial);
            fault.expect(trial.pull(trial.registry.name()));
        });
    }

    @TestFactory
    Stream<DynamicTest> pushesAllOfItOrSaysWhyNot() {
        return all("push", PushFaults.all(), (trial, fault) -> {
            fault.arrangement().arrange(trial);
            fault.expect(trial.push(trial.registry.name(), FaultTrial.LARGE));
            trial.expectPushed(trial.registry, FaultTrial.LARGE, fault.code().isEmpty());
        });
    }

    @TestFactory
    Stream<DynamicTest> pullsFromWhomItTrusts() {
        return all("pull", TrustFaults.all(), (trial, fault) -> {
            fault.arrangement().arrange(trial);
            TestImages.serve(trial.registry, FaultTrial.REPOSITORY, "v1", FaultTrial.SMALL);
            fault.expect(trial.pull(trial.registry.name()));
        });
    }

    @TestFactory
    Stream<DynamicTest> pushesToWhomItTrusts() {
        return all("push", TrustFaults.all(), (trial, fault) -> {
            fault.arrangement().arrange(trial);
            fault.expect(trial.push(trial.registry.name(), FaultTrial.SMALL));
            trial.expectPushed(trial.registry, FaultTrial.SMALL, fault.code().isEmpty());
        });
    }

    private interface Way {
        void go(FaultTrial trial, FaultCase fault) throws Exception;
    }

    private static Stream<DynamicTest> all(String name, Stream<FaultCase> faults, Way way) {
        List<DynamicTest> tests = new ArrayList<>();
        for (FaultCase fault : faults.toList()) {
            Path own = directory.resolve("trial-" + COUNT.incrementAndGet());
            Future<Boolean> trial = TRIALS.submit(trial(own, fault, way));
            tests.add(DynamicTest.dynamicTest(name + ": " + fault, () -> await(trial)));
        }
        return tests.stream();
    }

    private static Callable<Boolean> trial(Path own, FaultCase fault, Way way) {
        return () -> {
            Files.createDirectories(own);
            try (FaultTrial trial = new FaultTrial(own)) {
                way.go(trial, fault);
                trial.expectNoAuthorizationElsewhere();
            }
            return true;
        };
    }

    private static void await(Future<Boolean> trial) throws Throwable {
        try {
            trial.get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }
}
