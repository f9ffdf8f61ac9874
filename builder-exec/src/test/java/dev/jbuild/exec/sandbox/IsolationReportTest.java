package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.sandbox.OutputSink;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.sandbox.contracts.CollectedOutput;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.rootless.OrdinaryUser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same process in each sandbox, as root and as an ordinary user: what it finds is compared with a written expectation, and every
 * difference from what the native sandbox gives root stands there with its reason.
 */
@Tag("root")
@Tag("rootless")
class IsolationReportTest extends SandboxFixture {
    private static final Path SOURCE = Path.of("src/test/resources/isolation/probe.c");

    @BeforeEach
    void compile() throws Exception {
        probe("-m64", dir.resolve("probe"));
    }

    static void probe(String machine, Path to) throws Exception {
        List<String> command = new ArrayList<>(List.of("gcc", machine, "-O1", "-Wall", "-Wextra", "-Werror"));
        command.addAll(
                List.of("-ffreestanding", "-nostdlib", "-static", "-fno-pie", "-no-pie", "-fno-stack-protector"));
        command.addAll(List.of("-o", to.toString(), SOURCE.toString()));
        Process gcc = new ProcessBuilder(command).inheritIO().start();
        assertThat(gcc.waitFor()).as("gcc").isZero();
    }

    @ParameterizedTest
    @EnumSource(Runtimes.class)
    void rootFindsWhatIsWritten(Runtimes wanted) throws Exception {
        start(wanted);
        image.layer(layer ->
                Files.copy(dir.resolve("probe"), layer.path().resolve("probe"), StandardCopyOption.COPY_ATTRIBUTES));
        CollectedOutput output = new CollectedOutput();
        try (SandboxProcess process =
                sandbox.start(sh(IsolationReport.SCRIPT).build(), new ProcessIo.NoInput(output))) {
            process.exit().toCompletableFuture().join();
        }
        check(wanted.name().toLowerCase(), IsolationReport.parse(output.text(OutputSink.Stream.STDOUT)));
    }

    @ParameterizedTest
    @EnumSource(Runtimes.class)
    void anOrdinaryUserFindsWhatIsWritten(Runtimes wanted) throws Exception {
        try (OrdinaryUser user = OrdinaryUser.share()) {
            Files.copy(dir.resolve("probe"), user.home().resolve("probe"), StandardCopyOption.COPY_ATTRIBUTES);
            user.own();
            OrdinaryUser.Ended ended = user.run(wanted.name(), IsolationReport.SCRIPT);
            assertThat(ended.code()).as(ended.errors()).isZero();
            check(wanted.name().toLowerCase() + "-rootless", IsolationReport.parse(ended.output()));
        }
    }

    private static void check(String who, Map<String, String> report) throws Exception {
        Path actual = Files.createDirectories(Path.of("target/isolation")).resolve(who + ".txt");
        Files.write(
                actual,
                report.entrySet().stream()
                        .map(e -> e.getKey() + " = " + e.getValue())
                        .toList());
        assertThat(new IsolationExpectation(Path.of("src/test/resources/isolation")).differences(who, report))
                .as("what %s finds (all of it in %s)", who, actual)
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Runtimes.class)
    void programsOf32BitsRun(Runtimes wanted) throws Exception {
        start(wanted);
        image.layer(layer -> IsolationReportTest.compile32(layer.path().resolve("probe32")));
        assertThat(out("/probe32 hello")).isEqualTo("hello 4\n");
    }

    private static void compile32(Path to) {
        try {
            probe("-m32", to);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyDifferenceHasAReason() throws Exception {
        new IsolationExpectation(Path.of("src/test/resources/isolation")).check();
    }

    private void start(Runtimes wanted) throws Exception {
        sandbox = wanted.sandbox(Runner.in(dir.resolve("exec")), Rights.ROOT, waits);
    }
}
