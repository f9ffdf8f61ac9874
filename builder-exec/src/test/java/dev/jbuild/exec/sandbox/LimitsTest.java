package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.sandbox.ProcessSpec;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Outcome outcome = run(sh("head -c 200000000 /dev/zero | sort | wc -c").limits(limits(32 * MIB, 0, 0)));
        assertThat(outcome.status().outOfMemory()).isTrue();
        assertThat(run(sh("true").limits(limits(32 * MIB, 0, 0))).status().outOfMemory())
                .isFalse();
    }

    @Test
    void processesAreCounted() throws Exception {
        Outcome outcome =
                run(sh("for i in 1 2 3 4 5 6 7 8 9; do sleep 1 & done; wait").limits(limits(0, 0, 5)));
        assertThat(outcome.err()).contains("can't fork");
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
        Spec spec =
                sh("ls /sys/class/net; cat /etc/resolv.conf; ip -o addr show tap0; nc -w 1 10.0.2.2 22 </dev/null || echo closed")
                        .network(ProcessSpec.Network.PRIVATE);
        Outcome outcome = run(spec);
        assertThat(outcome.out())
                .contains("lo\ntap0\n")
                .contains("nameserver 10.0.2.3")
                .contains("10.0.2.100/24")
                .endsWith("closed\n");
        assertThat(ProcessHandle.allProcesses()
                        .filter(p -> p.info().command().orElse("").contains("slirp4netns")))
                .isEmpty();
    }

    private static ProcessSpec.Limits limits(long memoryBytes, long nanoCpus, long pids) {
        return new ProcessSpec.Limits(memoryBytes, nanoCpus, pids, MIB, List.of());
    }
}
