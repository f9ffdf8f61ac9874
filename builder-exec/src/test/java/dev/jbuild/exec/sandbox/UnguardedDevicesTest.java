package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.exec.program.Runner;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where no control group can be had, no device works but those of the sandbox's own. */
@Tag("root")
class UnguardedDevicesTest extends SandboxFixture {

    @BeforeEach
    void withoutGroups() throws Exception {
        DeviceGuard missing = new DeviceGuard(DeviceGuard.Kind.MISSING, Path.of("/"));
        sandbox = new NativeSandbox(Runner.in(dir.resolve("exec")), Rights.ROOT, waits, missing);
    }

    @Test
    void noNodeCanBeMade() throws Exception {
        assertThat(run(sh("mknod /tmp/n c 1 3; mknod /dev/n c 1 3; mknod /dev/shm/n c 1 3; ls /tmp /dev/shm"))
                        .err())
                .contains("/tmp/n: Operation not permitted")
                .contains("/dev/n: Operation not permitted")
                .contains("/dev/shm/n: Operation not permitted");
    }

    @Test
    void nodesOfTheImageCannotBeOpened() throws Exception {
        image.layer(layer -> layer.node("srv/null", 1, 3));
        Outcome outcome = run(sh("head -c 0 /srv/null && echo opened; echo x >/dev/null && echo own"));
        assertThat(outcome.out()).isEqualTo("own\n");
    }
}
