package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files that are pipes of the shell that calls, as {@code <(command)} makes them: each gives what it has once. */
class HandedDescriptorsTest {
    private static final String FILE = "FROM busybox\\nRUN --mount=type=secret,id=s cp /run/secrets/s /seen\\n";

    @Test
    @Tag("root")
    void areReadByRoot() throws Exception {
        areRead(PackagedProgram.here());
    }

    @Test
    @Tag("rootless")
    void areReadByAnOrdinaryUserWhoIsStartedOnceMore() throws Exception {
        areRead(PackagedProgram.ofOrdinaryUser());
    }

    private static void areRead(PackagedProgram started) throws Exception {
        try (PackagedProgram program = started.withBusybox()) {
            program.files("ctx", "other", "");
            shell(
                    program,
                    "set -o pipefail; \"$@\" -q -t made -f <(printf '" + FILE
                            + "') --secret id=s,src=<(printf whispered)"
                            + " --iidfile /dev/fd/4 ctx 4>&1 >/dev/null | cat >id");
            assertThat(program.directory().resolve("id")).content().startsWith("sha256:");
            shell(program, "printf 'FROM scratch\\nENV A=1\\n' | \"$@\" -q -f - --iidfile /dev/fd/4 ctx 4>open");
            assertThat(program.directory().resolve("open")).content().startsWith("sha256:");
            shell(program, "exec \"$@\" run --env-file /dev/fd/3 made sh -c 'cat /seen; echo $A' 3< <(echo A=told)");
            assertThat(program.out()).isEqualTo("whisperedtold\n");
            shell(program, "printf '" + FILE + "' | \"$@\" -q -f /dev/stdin --secret id=s,src=/dev/null ctx");
            assertThat(program.out()).startsWith("sha256:");
        }
    }

    private static void shell(PackagedProgram program, String script) throws Exception {
        int exitCode = program.startUnder(List.of("bash", "-c", script, "bash")).waitFor();
        assertThat(exitCode).as(program.err()).isZero();
    }
}
