package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link ContainerTranscripts} as an ordinary user, and the rungs of the ladder that lead there. */
@Tag("rootless")
class RootlessContainerTest implements ContainerTranscripts {
    private static PackagedProgram program;

    @BeforeAll
    static void open() throws IOException {
        program = PackagedProgram.ofOrdinaryUser().withBusybox();
    }

    @AfterAll
    static void close() throws IOException {
        program.close();
    }

    @Override
    public PackagedProgram program() {
        return program;
    }

    @Test
    void eachRungOfTheLadderCanBeForced() {
        try {
            program.env("JBUILD_ROOTLESS", "subids").runs("run", "busybox", "chown", "5:6", "/bin/busybox");
            assertThat(program.err()).isEmpty();
            assertThat(program.env("JBUILD_ROOTLESS", "single").run("run", "busybox", "chown", "5:6", "/bin/busybox"))
                    .isEqualTo(1);
            assertThat(program.err()).contains("warning: ").contains("files belong to root only");
            program.runs("run", "busybox", "id", "-u");
            assertThat(program.out()).isEqualTo("0\n");
            assertThat(program.env("JBUILD_ROOTLESS", "none").run("run", "busybox", "true"))
                    .isEqualTo(125);
            assertThat(program.err()).contains("JBUILD_ROOTLESS=none").contains("run jbuild as root");
        } finally {
            program.env("JBUILD_ROOTLESS", "");
        }
    }

    @Test
    void limitsThatCannotBeSetAreRefused() {
        int exitCode = program.run("run", "--memory", "16m", "busybox", "true");
        if (exitCode != 0) { // else control groups are delegated to the user
            assertThat(exitCode).isEqualTo(125);
            assertThat(program.err()).contains("cannot limit a command").contains("delegated");
        }
    }

    @Test
    void theDoctorSaysWhatWillBeUsed() {
        int exitCode = program.run("doctor");
        assertThat(exitCode).isZero();
        assertThat(program.out()).contains("sub-uids").contains("RUN will use").contains("subordinate ids");
        program.runs("doctor", "--format", "json");
        assertThat(program.out()).startsWith("[{\"topic\":\"user\"").contains("\"advice\"");
    }
}
