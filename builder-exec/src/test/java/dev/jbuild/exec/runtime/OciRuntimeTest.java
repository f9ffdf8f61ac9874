package dev.jbuild.exec.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which runtimes are taken, how they are called, and what they say. */
class OciRuntimeTest {
    private static final Path FILE = Path.of("/usr/bin/runtime");
    private static final OciRuntime.Places PLACES =
            new OciRuntime.Places(Path.of("/s/bundle"), Path.of("/s/bundle/state"), Path.of("/s/log"), "");

    @ParameterizedTest
    @CsvSource({
        "crun version 1.8.1, CRUN, 1.8.1",
        "runc version 1.1.5+ds1, RUNC, 1.1.5",
        "runc version 1.1.12, RUNC, 1.1.12",
        "youki version 0.3.0, OTHER, 0.3.0",
        "something else, OTHER, ''"
    })
    void isKnownByWhatItSays(String said, OciRuntime.Kind kind, String version) {
        OciRuntime runtime = OciRuntime.of(FILE, said + "\nspec: 1.0.2\n");
        assertThat(runtime.kind()).isEqualTo(kind);
        assertThat(runtime.version()).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc version 1.0.0-rc93", "runc version 0.1.1", "crun version 0.21", "crun version 1.3"})
    void oldOnesAreRefused(String said) {
        assertThatThrownBy(() -> OciRuntime.of(FILE, said))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("want 1.")
                .hasMessageContaining("holes that jbuild cannot close");
    }

    @Test
    void missingOnesAreNamed() {
        assertThatThrownBy(() -> OciRuntime.find("/no/such/runtime"))
                .hasMessage("there is no runtime \"/no/such/runtime\"");
        assertThatThrownBy(() -> OciRuntime.find("/bin/false"))
                .hasMessage("\"/bin/false --version\" ended with exit status 1");
    }

    @Test
    void crunIsToldOfControlGroups() {
        OciRuntime crun = OciRuntime.of(FILE, "crun version 1.8.1");
        assertThat(crun.start(PLACES, OciRuntime.Groups.NONE, "c"))
                .containsExactly(
                        "/usr/bin/runtime",
                        "--root",
                        "/s/bundle/state",
                        "--log",
                        "/s/log",
                        "--log-format",
                        "json",
                        "--cgroup-manager=disabled",
                        "run",
                        "--detach",
                        "--bundle",
                        "/s/bundle",
                        "c");
        assertThat(crun.start(PLACES, OciRuntime.Groups.MADE, "c")).contains("--cgroup-manager=cgroupfs");
    }

    @Test
    void othersGetWhatAllKnow() {
        OciRuntime.Places terminal = new OciRuntime.Places(PLACES.bundle(), PLACES.state(), PLACES.log(), "../console");
        List<String> runc = OciRuntime.of(FILE, "runc version 1.1.5").start(terminal, OciRuntime.Groups.NONE, "c");
        assertThat(runc).contains("--rootless=true").containsSequence("--console-socket", "../console", "c");
        assertThat(OciRuntime.of(FILE, "youki version 1").start(PLACES, OciRuntime.Groups.NONE, "c"))
                .noneMatch(word -> word.contains("rootless") || word.contains("cgroup-manager"));
    }

    @Test
    void theLastErrorOfALogIsTheReason() {
        String log = """
                {"level":"warning","msg":"not this","time":"2026-01-01T00:00:00Z"}
                {"msg":"first","level":"error","time":"2026-01-01T00:00:00Z"}
                {"level":"fatal","msg":"second \\"quoted\\"\\n"}
                {"level":"info","msg":"nor this"}
                """;
        assertThat(RuntimeLog.lastError(log.getBytes(StandardCharsets.UTF_8))).contains("second \"quoted\"");
        assertThat(RuntimeLog.lastError("panic: no JSON".getBytes(StandardCharsets.UTF_8)))
                .contains("panic: no JSON");
        assertThat(RuntimeLog.lastError(new byte[0])).isEmpty();
    }
}
