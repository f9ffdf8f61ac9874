package dev.jbuild.core.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of {@code testdata/copy}: what COPY and ADD put where. */
class CopyStepTest {
    private static final ExecutorService POOL = Executors.newFixedThreadPool(3);
    private static final List<String> FILES =
            List.of("sources", "destinations", "attributes", "flags", "stages", "archives");

    @AfterAll
    static void stop() {
        POOL.shutdown();
    }

    static Stream<CopyCase> sequential() {
        return FILES.stream().flatMap(file -> CopyCase.parse(text(file), Runnable::run).stream());
    }

    static Stream<CopyCase> parallel() {
        return FILES.stream().flatMap(file -> CopyCase.parse(text(file), POOL).stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sequential")
    void copies(CopyCase row) throws IOException {
        assertThat(row.actual()).isEqualTo(row.expected());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parallel")
    void copiesTheSameInParallel(CopyCase row) throws IOException {
        assertThat(row.actual()).isEqualTo(row.expected());
    }

    private static String text(String file) {
        try (InputStream in = CopyStepTest.class.getResourceAsStream("/copy/" + file + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
