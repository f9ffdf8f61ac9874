package dev.jbuild.exec.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.exec.program.Runner;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @Tag("root")
    @CsvSource({
        "crun, none, '', '/usr/bin/crun, overlay, no network'",
        "/usr/sbin/runc, host, copy, '/usr/sbin/runc, a copied rootfs, host network'",
        "native, private, memory, 'native sandbox, overlay in memory, private network through '",
        "/nosuch, host, '', 'nothing: there is no runtime \"/nosuch\"'",
        "native, host, nosuch, 'nothing: got \"nosuch\" in JBUILD_ROOTFS, want overlay, memory or copy'"
    })
    void saysWhatTheUserHasChosen(String runtime, String network, String rootFs, String said) throws Exception {
        Finding use = last(findings(new Doctor.Choices(runtime, network, environment("JBUILD_ROOTFS", rootFs))));
        assertThat(use.text()).startsWith(said);
        assertThat(use.state()).isEqualTo(said.startsWith("nothing") ? Finding.State.MISSING : Finding.State.GOOD);
    }

    private static Finding last(List<Finding> findings) {
        return findings.get(findings.size() - 1);
    }

    private static Map<String, String> environment(String name, String value) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put(name, value);
        return environment;
    }

    private List<Finding> findings() throws Exception {
        return findings(new Doctor.Choices("native", "host", System.getenv()));
    }

    private List<Finding> findings(Doctor.Choices choices) throws Exception {
        Path scratch = java.nio.file.Files.createTempDirectory(dir, "scratch");
        return new Doctor(Runner.in(dir.resolve("exec")), scratch, choices).examine();
    }
}
