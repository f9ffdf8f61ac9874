package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.sandbox.contracts.CollectedOutput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits by control groups, and the network of one's own. */
@Tag("root")
@ParameterizedClass(name = "{0}")
@EnumSource(Runtimes.class)
class LimitsTest extends SandboxFixture {
    private static final long MIB = 1 << 20;

    @Test
    void memoryThatRunsOutIsSaid() throws Exception {
        Outcome outcome = run(sh("head -c 200000000 /dev/zero | tail | wc -c").limits(limits(32 * MIB, 0, 0)));
        assertThat(outcome.status().outOfMemory()).isTrue();
        assertThat(run(sh("true").limits(limits(32 * MIB, 0, 0))).status().outOfMemory())
                .isFalse();
    }

    @Test
    void processesAreCounted() throws Exception {
        long many = 16; // the threads of runc are counted, too, until it becomes the command
        Outcome outcome = run(sh("for i in $(seq 40); do sleep 600 & done").limits(limits(0, 0, many)));
        assertThat(outcome.err()).contains("can't fork");
    }

    /** The kernel says that it has held a command back which takes all that it gets. */
    @Test
    void processorsAreSharedOut() throws Exception {
        Spec spec = sh("while :; do :; done").limits(limits(0, 20_000_000L, 0)); // two milliseconds of a hundred
        try (SandboxProcess process = sandbox.start(spec.build(), new ProcessIo.NoInput(new CollectedOutput()))) {
            for (int i = 0; i < 1200 && heldBack() == 0; i++) {
                Thread.sleep(50);
            }
            assertThat(heldBack()).isPositive();
            assertThat(process.exit().toCompletableFuture()).isNotDone();
        }
    }

    /** In how many groups of this process's commands something was held back. */
    private static long heldBack() throws IOException {
        String own = "/jbuild-" + ProcessHandle.current().pid() + "-";
        Process find =
                new ProcessBuilder("find", "/sys/fs/cgroup", "-path", "*" + own + "*", "-name", "cpu.stat").start();
        List<String> files = new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        long groups = 0;
        for (String file : files) {
            groups += Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.matches("nr_throttled [1-9].*"))
                    .count();
        }
        return groups;
    }

    @Test
    void leavesNoGroups() throws Exception {
        run(sh("true").limits(limits(64 * MIB, 500_000_000L, 50)));
        String own = "jbuild-" + ProcessHandle.current().pid() + "-"; // other programs have groups, too
        try (Stream<Path> groups = Files.walk(Path.of("/sys/fs/cgroup"), 4)) {
            assertThat(groups.filter(path -> path.getFileName().toString().startsWith(own)))
                    .isEmpty();
        }
    }

    @Test
    void privateNetworksReachOutButNotTheHost() throws Exception {
        Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try (ServerSocket host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Spec spec =
                    sh("ls /sys/class/net; cat /etc/resolv.conf; ip -o addr show tap0; busybox timeout 20 nc -w 5 10.0.2.2 "
                                    + host.getLocalPort() + " </dev/null || echo closed")
                            .network(ProcessSpec.Network.PRIVATE);
            Outcome outcome = run(spec);
            assertThat(outcome.out())
                    .contains("lo\ntap0\n")
                    .contains("nameserver 10.0.2.3")
                    .contains("10.0.2.100/24")
                    .endsWith("closed\n");
            host.setSoTimeout(1);
            assertThatThrownBy(host::accept).isInstanceOf(SocketTimeoutException.class);
        }
        for (int i = 0; i < 6000 && !lost(begin).isEmpty(); i++) {
            Thread.sleep(10); // it has been killed, and ends
        }
        assertThat(lost(begin)).isEmpty();
    }

    private static List<ProcessHandle> lost(Instant begin) {
        return ProcessHandle.allProcesses()
                .filter(process -> hasLostItsSandbox(process, begin))
                .toList();
    }

    /** True for a helper of that time whose parent is not the process that would end it: those of others have theirs. */
    private static boolean hasLostItsSandbox(ProcessHandle process, Instant begin) {
        String command = process.info().command().orElse("");
        return command.contains("slirp4netns")
                && !process.info().startInstant().orElse(begin).isBefore(begin)
                && !process.parent()
                        .flatMap(parent -> parent.info().command())
                        .orElse("")
                        .contains("jbuild-runner");
    }

    private static ProcessSpec.Limits limits(long memoryBytes, long nanoCpus, long pids) {
        return new ProcessSpec.Limits(memoryBytes, nanoCpus, pids, MIB, List.of());
    }
}
