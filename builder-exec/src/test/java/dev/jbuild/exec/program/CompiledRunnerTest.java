package dev.jbuild.exec.program;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** The same of a runner that this machine's compiler makes from the source, whichever compiler that is. */
@Tag("peers")
class CompiledRunnerTest extends RunnerTest {
    @Override
    Runner runner() throws Exception {
        Path file = RunnerFiles.compile(Machine.current(), dir.resolve("runner"), "runner");
        return Runner.of(Machine.current(), file, file.toString());
    }
}
