package dev.jbuild.exec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs test classes of the module whose directory is the current one without Maven, where that would take too long: testdata/vm/run and
 * testdata/defences/run. Arguments are names of classes, with or without their package, or {@code CLASS#METHOD}, with the types of its parameters in parentheses. Prints a line for each test; the
 * exit code is 1 when one failed or none was run.
 */
public final class TestRun implements TestExecutionListener {
    private static final Path SOURCES = Path.of("src/test/java");

    private int passed;
    private int failed;
    private int skipped;
    private Instant began = Instant.EPOCH;

    private TestRun() {}

    public static void main(String[] args) throws Exception {
        List<DiscoverySelector> wanted =
                Arrays.stream(args).map(TestRun::selector).toList();
        TestRun run = new TestRun();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(wanted)
                                .build(),
                        run);
        System.out.printf("%d passed, %d failed, %d skipped%n", run.passed, run.failed, run.skipped);
        System.exit(run.failed > 0 || run.passed == 0 ? 1 : 0);
    }

    private static DiscoverySelector selector(String name) {
        int hash = name.indexOf('#');
        String type = fullName(hash < 0 ? name : name.substring(0, hash));
        return hash < 0
                ? DiscoverySelectors.selectClass(type)
                : DiscoverySelectors.selectMethod(type + name.substring(hash));
    }

    private static String fullName(String simple) {
        if (simple.contains(".")) {
            return simple;
        }
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.endsWith(simple + ".java"))
                    .map(file -> SOURCES.relativize(file).toString())
                    .map(file ->
                            file.substring(0, file.length() - ".java".length()).replace('/', '.'))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no test class " + simple));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        began = test.isTest() ? Instant.now() : began;
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        skipped++;
        System.out.println("skipped " + name(test) + ": " + reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean ended = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        if (!test.isTest() && ended) {
            return;
        }
        String outcome =
                ended ? "passed" : result.getStatus() == TestExecutionResult.Status.ABORTED ? "skipped" : "failed";
        passed += outcome.equals("passed") ? 1 : 0;
        failed += outcome.equals("failed") ? 1 : 0;
        skipped += outcome.equals("skipped") ? 1 : 0;
        long seconds = Duration.between(began, Instant.now()).toSeconds();
        System.out.printf("%s %s (%d s)%n", outcome, name(test), seconds);
        result.getThrowable().ifPresent(problem -> System.out.println("    " + problem));
    }

    /** Class, parameters and method, as far as the identifier has them. */
    private static String name(TestIdentifier test) {
        return test.getUniqueIdObject().getSegments().stream()
                        .skip(1)
                        .map(segment -> segment.getValue().replaceAll("^dev\\.jbuild\\.([a-z]+\\.)+|\\(.*\\)$", ""))
                        .reduce((one, other) -> one + " " + other)
                        .orElse(test.getDisplayName())
                + (test.isTest() ? " " + test.getDisplayName() : "");
    }
}
