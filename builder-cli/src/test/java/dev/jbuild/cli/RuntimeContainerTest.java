package dev.jbuild.cli;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link ContainerTranscripts} when an OCI runtime carries the commands out: nobody sees a difference. */
@Tag("root")
@Tag("peers")
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"crun", "runc"})
class RuntimeContainerTest implements ContainerTranscripts, SignalTranscripts {
    @Parameter
    String runtime;

    private PackagedProgram program;

    @BeforeEach
    void open() throws IOException {
        program = PackagedProgram.here().withBusybox().env("JBUILD_RUNTIME", runtime);
    }

    @AfterEach
    void close() {
        program.close();
    }

    @Override
    public PackagedProgram program() {
        return program;
    }
}
