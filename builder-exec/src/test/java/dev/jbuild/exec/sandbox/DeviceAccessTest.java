package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.sandbox.Capability;
import dev.jbuild.core.sandbox.ProcessSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Root in a sandbox makes nodes of what it likes, and opens those that every container has. */
@Tag("root")
@ParameterizedClass(name = "{0}")
@EnumSource(Runtimes.class)
class DeviceAccessTest extends SandboxFixture {
    /** The kernel's log, which every machine has; some ask for a capability beside. */
    private static final String TRY = "mknod /tmp/d c 1 11 && head -c 0 /tmp/d && echo opened";

    @Test
    void nodesOfOtherDevicesCannotBeOpened() throws Exception {
        Outcome outcome = run(with(sh(TRY)));
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("Operation not permitted");
    }

    @Test
    void nodesOfTheUsualDevicesCan() throws Exception {
        assertThat(out("umask 0; mknod /tmp/n c 1 3; echo x >/tmp/n; mknod /tmp/z c 1 5; head -c 3 /tmp/z | wc -c"))
                .isEqualTo("3\n");
    }

    @Test
    void nodesOfTheImageCannotBeOpenedEither() throws Exception {
        image.layer(layer -> layer.node("srv/log", 1, 11));
        Outcome outcome = run(with(sh("ls -l /srv/log; head -c 0 /srv/log && echo opened")));
        assertThat(outcome.out()).startsWith("crw").doesNotContain("opened");
    }

    @Test
    void insecureOpensAll() throws Exception {
        assertThat(run(sh(TRY).privileges(ProcessSpec.Privileges.INSECURE)).out())
                .isEqualTo("opened\n");
    }

    @Test
    void aDeviceThatWasAllowedWorks() throws Exception {
        ProcessSpec.Device log = new ProcessSpec.Device(Path.of("/dev/kmsg"), "/dev/log/kernel");
        Outcome outcome = run(with(sh("head -c 0 /dev/log/kernel && echo opened"), log));
        assertThat(outcome.out()).as(outcome.err()).isEqualTo("opened\n");
    }

    private static Spec with(Spec spec, ProcessSpec.Device... devices) {
        ProcessSpec.Adjustments usual = ProcessSpec.Adjustments.NONE;
        return spec.adjustments(new ProcessSpec.Adjustments(
                Set.of(Capability.SYSLOG), Set.of(), List.of(devices), usual.root(), usual.init()));
    }
}
