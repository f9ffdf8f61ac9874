package dev.jbuild.core.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What COPY and ADD put where, without a sandbox, a directory form or a file on disk. */
class FileCaseTest {
    private static final ExecutorService POOL = Executors.newFixedThreadPool(3);

    @AfterAll
    static void stop() {
        POOL.shutdown();
    }

    static List<FileCase> cases() throws IOException {
        return FileCase.all().stream()
                .filter(FileCase::isPlain)
                .filter(one -> !one.runsCommands())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void makesTheseLayers(FileCase files) throws IOException {
        List<String> actual = new FileCaseBuild(files, Runnable::run).run();
        if (Boolean.getBoolean("golden.update")) {
            files.record(actual);
        }
        assertThat(actual).isEqualTo(files.expected());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void makesTheSameInParallel(FileCase files) throws IOException {
        assertThat(new FileCaseBuild(files, POOL).run()).isEqualTo(files.expected());
    }
}
