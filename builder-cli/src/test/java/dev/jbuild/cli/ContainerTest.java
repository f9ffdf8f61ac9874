package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link ContainerTranscripts} and {@link VolumeTranscripts} as root, and what only root can have: limits, devices. */
@Tag("root")
class ContainerTest implements ContainerTranscripts, VolumeTranscripts, SignalTranscripts {
    private static PackagedProgram program;

    @BeforeAll
    static void open() throws IOException {
        program = PackagedProgram.here().withBusybox();
    }

    @AfterAll
    static void close() throws IOException {
        program.close();
    }

    @Override
    public PackagedProgram program() {
        return program;
    }

    @Test
    void limitsAreToldWhenTheyStrike() throws IOException {
        assertThat(program.run(
                        "run", "--memory", "16m", "busybox", "sh", "-c", "head -c 100m /dev/zero | tail >/dev/null"))
                .isNotZero();
        assertThat(program.err()).contains("out of memory");
        program.files("large", "Dockerfile", "FROM busybox\nRUN head -c 100m /dev/zero | tail >/dev/null; exit 1\n");
        assertThat(program.run("--memory", "16m", "large")).isEqualTo(1);
        assertThat(program.err()).contains("out of memory: killed because it used more than --memory allows");
        program.files(
                "many", "Dockerfile", "FROM busybox\nRUN for i in 1 2 3 4 5 6 7 8; do sleep 600 & done; exit 1\n");
        assertThat(program.run("--pids-limit", "4", "many")).isEqualTo(1);
        assertThat(program.err()).contains("--pids-limit allows no more");
    }

    @Test
    void devicesGoThroughTheGate() throws IOException {
        program.files("device", "Dockerfile", "FROM busybox\nRUN --device=fuse,required test -c /dev/fuse\n");
        assertThat(program.run("device")).isEqualTo(2);
        assertThat(program.err()).contains("pass --allow device=fuse");
        program.runs("--allow", "device=fuse", "-q", "device");
        program.runs(
                "run", "--device", "/dev/fuse:/dev/other", "--allow", "device", "busybox", "test", "-c", "/dev/other");
    }

    @Test
    void devicesThatFilesDescribeBringWhatTheySay() throws IOException {
        Path specs = Files.createDirectories(Path.of("/var/run/cdi"));
        String vendor = "test" + ProcessHandle.current().pid() + ".jbuild.dev";
        Path spec = specs.resolve(vendor + ".yaml");
        program.files("described", "library", "of the host\n");
        Files.writeString(
                spec,
                "cdiVersion: 0.6.0\nkind: " + vendor
                        + "/thing\ndevices:\n- name: one\n  containerEdits:\n    env: [ THING=1 ]\n"
                        + "    deviceNodes: [ { path: /dev/thing, hostPath: /dev/kmsg } ]\n    mounts: [ { hostPath: "
                        + program.directory().resolve("described/library")
                        + ", containerPath: /lib/library, options: [ ro ] } ]\n");
        try {
            String name = vendor + "/thing=one";
            String look =
                    "echo $THING; test -c /dev/thing && cat /lib/library; (echo x >>/lib/library) 2>/dev/null || echo kept";
            program.files("described", "Dockerfile", "FROM busybox\nRUN --device=" + name + ",required " + look + "\n");
            assertThat(program.run("described")).isEqualTo(2);
            assertThat(program.err()).contains("pass --allow device=" + name);
            program.runs("--allow", "device=" + name, "--progress=plain", "described");
            assertThat(program.err()).containsPattern("1\n#2 [0-9.]+ of the host\n(?s:.*)kept");
            for (String runtime : List.of("native", "crun", "runc")) {
                program.runs(
                        "run",
                        "--runtime",
                        runtime,
                        "--device",
                        name,
                        "--allow",
                        "device",
                        "busybox",
                        "sh",
                        "-c",
                        look);
                assertThat(program.out()).as(runtime).isEqualTo("1\nof the host\nkept\n");
            }
        } finally {
            Files.delete(spec);
        }
    }

    @ParameterizedTest
    @CsvSource({"slirp4netns, native", "slirp4netns, crun", "pasta, native", "pasta, runc"})
    void aPrivateNetworkReachesOutAndNotTheHost(String helper, String runtime) throws Exception {
        looksAtAPrivateNetwork(helper, runtime);
    }

    @Test
    void aFileOfVariablesMayBeAPipe() {
        program.wrappedBy("sh", "-c", "printf 'A=piped\\n' | \"$0\" \"$@\"");
        try {
            program.runs("run", "--env-file", "/dev/stdin", "busybox", "sh", "-c", "echo $A");
        } finally {
            program.wrappedBy();
        }
        assertThat(program.out()).isEqualTo("piped\n");
    }

    @Test
    void theLogOfABuildIsEscapedAndThatOfAStepIsNot() throws IOException {
        program.files("coloured", "Dockerfile", "FROM busybox\nRUN printf '\\033[31mred\\rend'\n");
        program.runs("-q", "--no-cache", "coloured").runs("logs");
        String build = program.out().lines().skip(1).findFirst().orElseThrow().split(" ")[0];
        program.runs("logs", build);
        assertThat(program.out()).isEqualTo("--- step 2\n\\x1b[31mred\nend\n");
        program.runs("logs", build, "2");
        assertThat(program.out()).isEqualTo("\033[31mred\rend");
    }

    @Test
    void aGigabyteOfOneLineNeedsNoMemory() throws IOException {
        program.files("loud", "Dockerfile", "FROM busybox\nRUN " + oneLine(1000) + "; exit 3\n");
        program.env("JBUILD_JAVA_OPTIONS", "-Xmx48m");
        try {
            assertThat(program.run("-q", "loud")).isEqualTo(1);
        } finally {
            program.env("JBUILD_JAVA_OPTIONS", "");
        }
        assertThat(program.err())
                .contains("exit status 3")
                .doesNotContain("\u00ff")
                .hasSizeLessThan(20_000);
        program.runs("cache", "prune");
    }

    @Test
    void aGigabyteOfOneLinePassesThroughWithoutMemory() throws Exception {
        long little = peakKilobytes(1);
        assertThat(peakKilobytes(1000))
                .as("kB at their highest; %d with a megabyte", little)
                .isBetween(little / 2, little + 32_000);
    }

    /** Lines, one line without an end, and what is no text: little more is taken than for a megabyte, however fast it comes. */
    @ParameterizedTest
    @ValueSource(
            strings = {"yes 0123456789012345678901234567890123456789", "tr '\\0' x </dev/zero", "cat /dev/urandom"})
    void aBuildTakesLittleMemoryForItsOutput(String prints) throws Exception {
        long little = peakOfBuild(prints, 1);
        long much = prints.startsWith("cat") ? 100 : 300;
        assertThat(peakOfBuild(prints, much))
                .as("kB at their highest; %d with a megabyte", little)
                .isBetween(little / 2, little + 32_000);
    }

    /** Asked again and again until the end, as there is nobody to ask then. */
    private static long peakOfBuild(String prints, long megabytes) throws Exception {
        program.files("prints", "Dockerfile", "FROM busybox\nRUN " + prints + " | head -c " + megabytes + "000000\n");
        Process process = program.start("--progress=plain", "--no-cache", "prints");
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        long peak = 0;
        while (process.isAlive()) {
            try {
                peak = Math.max(peak, peak(status));
            } catch (IOException e) {
                // It has ended.
            }
            Thread.sleep(20);
        }
        assertThat(process.waitFor()).isZero();
        program.runs("cache", "prune");
        return peak;
    }

    /** In kB. */
    private static long peak(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    /** Prints so many megabytes, which are one line without an end, and not UTF-8. */
    private static String oneLine(int megabytes) {
        return "tr '\\0' '\\377' </dev/zero | head -c 1000000 >/tmp/f; i=0; while [ $i -lt " + megabytes
                + " ]; do cat /tmp/f; i=$((i+1)); done";
    }

    /** The memory that jbuild has at its highest while so much of a container goes through it. */
    private long peakKilobytes(int megabytes) throws Exception {
        Process process = program.startPiped("run", "-i", "busybox", "sh", "-c", oneLine(megabytes) + "; read end");
        byte[] expected = new byte[64 * 1024];
        Arrays.fill(expected, (byte) 0xff);
        byte[] buffer = new byte[expected.length];
        InputStream output = process.getInputStream();
        for (long left = megabytes * 1_000_000L; left > 0; ) {
            int read = output.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
            assertThat(Arrays.equals(buffer, 0, read, expected, 0, read)).isTrue();
            left -= read;
            assertThat(read).as("bytes before the last %d", left).isPositive();
        }
        long peak = peak(Path.of("/proc", Long.toString(process.pid()), "status"));
        process.getOutputStream().close(); // upon which the command ends
        assertThat(output.read()).as("what follows").isEqualTo(-1);
        assertThat(process.waitFor()).isOne(); // there was no line to read
        return peak;
    }
}
