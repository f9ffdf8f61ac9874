package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link ContainerTranscripts} as root, and what only root can have: limits, devices. */
@Tag("root")
class ContainerTest implements ContainerTranscripts {
    private static PackagedProgram program;

    @BeforeAll
    static void open() throws IOException {
        program = PackagedProgram.here().withBusybox();
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
    void limitsAreToldWhenTheyStrike() throws IOException {
        assertThat(program.run(
                        "run", "--memory", "16m", "busybox", "sh", "-c", "head -c 100m /dev/zero | tail >/dev/null"))
                .isNotZero();
        assertThat(program.err()).contains("out of memory");
        program.files("large", "Dockerfile", "FROM busybox\nRUN head -c 100m /dev/zero | tail >/dev/null; exit 1\n");
        assertThat(program.run("--memory", "16m", "large")).isEqualTo(1);
        assertThat(program.err()).contains("out of memory: killed because it used more than --memory allows");
        program.files(
                "many", "Dockerfile", "FROM busybox\nRUN for i in 1 2 3 4 5 6 7 8; do sleep 1 & done; wait; exit 1\n");
        assertThat(program.run("--pids-limit", "4", "many")).isEqualTo(1);
        assertThat(program.err()).contains("--pids-limit allows no more");
    }

    @Test
    void devicesGoThroughTheGate() throws IOException {
        program.files("device", "Dockerfile", "FROM busybox\nRUN --device=fuse,required test -c /dev/fuse\n");
        assertThat(program.run("device")).isEqualTo(2);
        assertThat(program.err()).contains("pass --allow device=fuse");
        program.runs("--allow", "device=fuse", "-q", "device");
        program.runs(
                "run", "--device", "/dev/fuse:/dev/other", "--allow", "device", "busybox", "test", "-c", "/dev/other");
    }

    @Test
    void aPrivateNetworkReachesOutAndNotTheHost() {
        program.runs("run", "--network", "private", "--add-host", "gw:host-gateway", "busybox", "ip", "route");
        assertThat(program.out()).contains("default via 10.0.2.2");
    }

    @Test
    void aGigabyteOfOneLineNeedsNoMemory() throws IOException {
        program.files(
                "loud", "Dockerfile", "FROM busybox\nRUN tr '\\0' '\\377' </dev/zero | head -c 1000000000; exit 3\n");
        program.env("JBUILD_JAVA_OPTIONS", "-Xmx48m");
        try {
            assertThat(program.run("-q", "loud")).isEqualTo(1);
        } finally {
            program.env("JBUILD_JAVA_OPTIONS", "");
        }
        assertThat(program.err())
                .contains("exit status 3")
                .doesNotContain("\u00ff")
                .hasSizeLessThan(20_000);
        program.runs("cache", "prune");
    }
}
