package dev.jbuild.exec.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.exec.program.Runner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    Path dir;

    @Test
    void findsSomethingOfEachTopicInOrder() throws Exception {
        assertThat(findings())
                .extracting(Finding::topic)
                .containsExactly(
                        "user", "namespaces", "overlay", "cgroups", "network", "runtimes", "emulation", "RUN will use");
    }

    @Test
    void advisesWhereSomethingIsMissing() throws Exception {
        for (Finding finding : findings()) {
            assertThat(finding.advice().isEmpty()).as(finding.topic()).isEqualTo(finding.state() == Finding.State.GOOD);
        }
    }

    @Test
    @Tag("root")
    void rootMayDoAll() throws Exception {
        Map<String, String> texts = findings().stream().collect(Collectors.toMap(Finding::topic, Finding::text));
        assertThat(texts)
                .containsEntry("user", "root (0)")
                .containsEntry("namespaces", "user, mount, pid, net, ipc, uts, cgroup: all allowed")
                .containsEntry("overlay", "yes")
                .containsEntry("RUN will use", "native sandbox, overlay, host network");
        assertThat(texts.get("runtimes")).startsWith("native").contains("crun ").contains("runc ");
    }

    private List<Finding> findings() throws Exception {
        Path scratch = java.nio.file.Files.createTempDirectory(dir, "scratch");
        return new Doctor(Runner.in(dir.resolve("exec")), scratch).examine();
    }
}
