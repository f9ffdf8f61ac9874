package dev.jbuild.core.context;

import dev.jbuild.testdata.Fuzzing;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fuzz target holds for what fuzzers found before, and for thousands of changes of it. */
class IgnoreFuzzTest {

    @Test
    void ignoreFilesAreReadOrRefused() throws IOException {
        Fuzzing.of("ignore", List.of()).run(10_000, IgnoreFuzz::fuzzerTestOneInput);
    }
}
