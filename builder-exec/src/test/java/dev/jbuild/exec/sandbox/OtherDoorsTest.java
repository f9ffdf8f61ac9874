package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jbuild.core.sandbox.Capability;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.program.Machine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Ways around what a sandbox holds: the kernel's other interface for programs, and the keys and powers of whoever builds. */
@Tag("root")
@ParameterizedClass
@EnumSource(Runtimes.class)
class OtherDoorsTest extends SandboxFixture {
    private static final long NEW_USER = 0x10000000; // CLONE_NEWUSER
    private static final String UNSHARE_32 = "310 " + NEW_USER + " 0";
    private static final String UNSHARE_64 = "272 " + NEW_USER + " 0";
    private static final String CLOCK_SETTIME_32 = "264 0 0"; // CLOCK_REALTIME, and no time
    private static final String CLOCK_SETTIME_64 = "227 0 0";
    private static final int EFAULT = 14;
    private static final String SESSION_KEYRING = "250 0 -3"; // KEYCTL_GET_KEYRING_ID of KEY_SPEC_SESSION_KEYRING

    @Test
    void callsOf32BitProgramsAreRefusedTheSame() throws Exception {
        assumeTrue(Machine.current() == Machine.X86_64);
        Path probe32 = probe("-m32");
        Path probe64 = probe("-m64");
        assertThat(out("/" + probe64.getFileName() + " " + UNSHARE_64)).isEqualTo("-1\n");
        assertThat(out("/" + probe32.getFileName() + " " + UNSHARE_32)).isEqualTo("-1\n");
    }

    /** Seen by a command that may ask: keyctl is refused to others. */
    @Test
    void theSessionKeyringIsItsOwn() throws Exception {
        assumeTrue(Machine.current() == Machine.X86_64);
        Path probe = probe("-m64");
        Process host = new ProcessBuilder((probe + " " + SESSION_KEYRING).split(" ")).start();
        String ofHost = new String(host.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        Outcome inside =
                run(sh("/" + probe.getFileName() + " " + SESSION_KEYRING).privileges(ProcessSpec.Privileges.INSECURE));
        assertThat(ofHost).matches("[1-9][0-9]*\n");
        assertThat(inside.out()).matches("[1-9][0-9]*\n").isNotEqualTo(ofHost);
    }

    @Test
    void allCapabilitiesThatAreAddedAreThoseThatJbuildHas() throws Exception {
        String status = Files.readString(Path.of("/proc/self/status"));
        String bounding = status.replaceFirst("(?s).*CapBnd:\\s+(\\w+).*", "$1");
        Spec spec = sh("grep -E '^(CapEff|Seccomp):' /proc/self/status")
                .adjustments(adjusted(EnumSet.allOf(Capability.class), Set.of(Capability.CHOWN)));
        long kept = Long.parseUnsignedLong(bounding, 16) & ~Capability.CHOWN.bit();
        assertThat(run(spec).out()).isEqualTo("CapEff:\t%016x\nSeccomp:\t2\n".formatted(kept));
    }

    /** With a capability comes what it is for, by either interface, for nothing but its calls. */
    @Test
    void anAddedCapabilityBringsItsSystemCalls() throws Exception {
        assumeTrue(Machine.current() == Machine.X86_64);
        Path probe32 = probe("-m32");
        Path probe64 = probe("-m64");
        String script = String.join(
                "; ",
                "/" + probe64.getFileName() + " " + CLOCK_SETTIME_64,
                "/" + probe32.getFileName() + " " + CLOCK_SETTIME_32,
                "/" + probe64.getFileName() + " " + UNSHARE_64);
        assertThat(run(sh(script).adjustments(added(Capability.SYS_TIME))).out())
                .isEqualTo("-%d\n-%d\n-1\n".formatted(EFAULT, EFAULT));
        assertThat(run(sh(script).adjustments(added(Capability.NET_ADMIN))).out())
                .isEqualTo("-1\n-1\n-1\n");
    }

    @Test
    void whoeverMayMountMounts() throws Exception {
        String script = "mount -t tmpfs none /tmp && grep -c ' /tmp tmpfs' /proc/mounts; unshare -m true && echo new;"
                + " hostname other && hostname";
        assertThat(run(sh(script).adjustments(added(Capability.SYS_ADMIN))).out())
                .isEqualTo("1\nnew\nother\n");
    }

    /** A namespace of users would give all capabilities again: who has none is to have no call for one either. */
    @Test
    void whatIsAddedAndDroppedBringsNothing() throws Exception {
        assumeTrue(Machine.current() == Machine.X86_64);
        String script = "/" + probe("-m64").getFileName() + " " + UNSHARE_64;
        Set<Capability> admin = Set.of(Capability.SYS_ADMIN);
        assertThat(run(sh(script).adjustments(adjusted(admin, Set.of()))).out()).isEqualTo("0\n");
        assertThat(run(sh(script).adjustments(adjusted(admin, admin))).out()).isEqualTo("-1\n");
    }

    private static ProcessSpec.Adjustments added(Capability capability) {
        return adjusted(Set.of(capability), Set.of());
    }

    private static ProcessSpec.Adjustments adjusted(Set<Capability> added, Set<Capability> dropped) {
        return new ProcessSpec.Adjustments(
                added, dropped, List.of(), ProcessSpec.RootAccess.WRITABLE, ProcessSpec.Init.COMMAND);
    }

    /** The probe for a machine, on the host and in the image. */
    private Path probe(String machine) throws Exception {
        Path probe = dir.resolve("probe" + machine);
        IsolationReportTest.probe(machine, probe);
        image.layer(layer ->
                Files.copy(probe, layer.path().resolve("probe" + machine), StandardCopyOption.COPY_ATTRIBUTES));
        return probe;
    }
}
