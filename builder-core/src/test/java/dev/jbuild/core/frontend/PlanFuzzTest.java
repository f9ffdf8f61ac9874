package dev.jbuild.core.frontend;

import dev.jbuild.testdata.Fuzzing;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The fuzz target holds for what fuzzers found before, and for thousands of changes of it. */
class PlanFuzzTest {

    @Test
    void filesArePlannedOrRefused() throws IOException {
        Fuzzing.of("plan", Fuzzing.dockerfiles()).run(1_500, PlanFuzz::fuzzerTestOneInput);
    }
}
