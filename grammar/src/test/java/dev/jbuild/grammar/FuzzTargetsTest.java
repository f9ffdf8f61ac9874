package dev.jbuild.grammar;

import dev.jbuild.testdata.Fuzzing;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fuzz targets hold for what fuzzers found before, and for thousands of changes of it. */
class FuzzTargetsTest {

    @Test
    void dockerfilesAreReadOrRefused() throws IOException {
        Fuzzing.of("dockerfile", Fuzzing.dockerfiles()).run(3_000, DockerfileFuzz::fuzzerTestOneInput);
    }

    @Test
    void wordsAreExpandedOrRefused() throws IOException {
        Fuzzing.of("word", List.of()).run(10_000, WordFuzz::fuzzerTestOneInput);
    }

    @Test
    void mountsAreReadOrRefused() throws IOException {
        Fuzzing.of("mount", List.of()).run(10_000, MountFuzz::fuzzerTestOneInput);
    }
}
