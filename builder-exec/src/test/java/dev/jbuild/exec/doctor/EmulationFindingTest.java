package dev.jbuild.exec.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.exec.emulation.Emulators.Way;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EmulationFindingTest {
    private static final Map<String, Way> NOTHING = Map.of("arm64", Way.NONE, "s390x", Way.NONE);
    private static final Map<String, Way> SOMETHING =
            new TreeMap<>(Map.of("arm64", Way.REGISTERED, "riscv64", Way.FOUND, "s390x", Way.FOUND, "arm", Way.NONE));

    @Test
    void saysWhatRunsWhat() {
        Finding finding = EmulationFinding.of(SOMETHING, true);
        assertThat(finding.text())
                .isEqualTo("registered for arm64; by qemu-user-static, told to the sandbox alone, for riscv64, s390x");
        assertThat(finding.state()).isEqualTo(Finding.State.GOOD);
    }

    @Test
    void promisesNothingThatThisKernelDoesNotDo() {
        assertThat(EmulationFinding.of(SOMETHING, false).text()).isEqualTo("registered for arm64");
        Finding finding = EmulationFinding.of(Map.of("s390x", Way.FOUND), false);
        assertThat(finding.state()).isEqualTo(Finding.State.LIMITED);
        assertThat(finding.advice()).contains("binfmt-support");
    }

    @Test
    void saysHowToHaveMore() {
        Finding finding = EmulationFinding.of(NOTHING, true);
        assertThat(finding.state()).isEqualTo(Finding.State.LIMITED);
        assertThat(finding.text()).startsWith("none: only programs for ");
        assertThat(finding.advice()).contains("qemu-user-static").contains("JBUILD_QEMU");
    }
}
