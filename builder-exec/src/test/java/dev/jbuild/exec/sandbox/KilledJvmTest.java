package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A JVM that is killed takes all that it started with it. */
@Tag("root")
class KilledJvmTest {
    /** How long the commands sleep: a number of this process's, by which they are told from those of others. */
    private static final String SLEEP =
            "sleep " + (4_000_000 + ProcessHandle.current().pid());

    private static final int START = 12_000; // hundredths of a second: two minutes, for a machine that does much else
    private static final int END = 3_000; // it takes some milliseconds, and a test that fails waits for all of this

    @TempDir
    Path dir;

    /** What the test is about to find: without the lease it would stay for weeks. */
    @AfterEach
    void end() {
        sleeping().forEach(ProcessHandle::destroyForcibly);
    }

    @ParameterizedTest
    @EnumSource(Runtimes.class)
    void leavesNoProcessNoMountAndNoGroup(Runtimes runtime) throws Exception {
        String mounts = Files.readString(Path.of("/proc/self/mounts"));
        Process jvm = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RootlessMain.class.getName(),
                        dir.toString(),
                        "NONE",
                        "0",
                        "trap '' TERM HUP; " + SLEEP + " & " + SLEEP + "; " + SLEEP,
                        runtime.name()))
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("output").toFile())
                .start();
        await(true, START);
        assertThat(groupsOf(jvm.pid())).as("what is looked for").isNotEmpty();
        jvm.destroyForcibly().waitFor(120, TimeUnit.SECONDS);
        await(false, END);
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).isEqualTo(mounts);
        for (int i = 0; i < END && !groupsOf(jvm.pid()).isEmpty(); i++) {
            Thread.sleep(10); // the outer process removes them when all others have ended
        }
        assertThat(groupsOf(jvm.pid())).isEmpty();
    }

    private static List<String> groupsOf(long pid) throws Exception {
        Process find =
                new ProcessBuilder("find", "/sys/fs/cgroup", "-type", "d", "-name", "jbuild-" + pid + "-*").start();
        return new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static void await(boolean running, int hundredths) throws InterruptedException {
        for (int i = 0; i < hundredths && sleeps() != running; i++) {
            Thread.sleep(10);
        }
        assertThat(sleeps()).isEqualTo(running);
    }

    private static boolean sleeps() {
        return sleeping().findAny().isPresent();
    }

    private static Stream<ProcessHandle> sleeping() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith(SLEEP));
    }
}
