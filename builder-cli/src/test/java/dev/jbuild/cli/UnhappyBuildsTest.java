package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Builds of the packaged program that get in each other's way, are cancelled, or run out of space. */
@Tag("root")
@Tag("slow")
class UnhappyBuildsTest {
    private static final int BUILDS = 8;
    private static final int CANCELLED = Integer.getInteger("jbuild.test.cancelled", 200);
    private static final String COUNT = "RUN --mount=type=cache,id=count,target=/count ";

    @Test
    void runStepsThatTheyShareOnce() throws Exception {
        try (PackagedProgram program = PackagedProgram.here().withBusybox()) {
            String shared = "FROM busybox\n";
            for (int step = 1; step <= 3; step++) {
                shared += COUNT + "echo " + step + " >>/count/runs; sleep 1\n";
            }
            List<Process> builds = new ArrayList<>();
            for (int i = 1; i <= BUILDS; i++) {
                program.files("context" + i, "Dockerfile", shared + "RUN echo " + i + " >/mine\n");
                builds.add(program.start("-q", "-t", "test/shared" + i, "context" + i));
            }
            for (Process build : builds) {
                assertThat(build.waitFor()).isZero();
            }
            program.files("counted", "Dockerfile", "FROM busybox\n" + COUNT + "cp /count/runs /runs\n");
            program.runs("-t", "test/counted", "counted");
            program.runs("run", "test/counted", "cat", "/runs");
            assertThat(program.out()).isEqualTo("1\n2\n3\n");
            program.runs("run", "test/shared8", "cat", "/mine");
            assertThat(program.out()).isEqualTo("8\n");
        }
    }

    @Test
    void sayThatTheDiskIsFullAndLeaveTheStoreAsItWas() throws Exception {
        try (PackagedProgram program = PackagedProgram.here()) {
            Files.createDirectories(program.store());
            PackagedProgram.host(
                    "mount",
                    "-t",
                    "tmpfs",
                    "-o",
                    "size=40m,mode=700",
                    "tmpfs",
                    program.store().toString());
            try {
                program.withBusybox();
                program.files("large", "Dockerfile", "FROM busybox\nCOPY file /\n");
                PackagedProgram.host(
                        "dd",
                        "if=/dev/urandom",
                        "bs=1M",
                        "count=64",
                        "of=" + program.directory().resolve("large/file"));
                assertThat(program.run("-t", "test/large", "large")).isEqualTo(3);
                assertThat(program.err()).contains("error[disk-full]").doesNotContain("\tat ");
                program.files("small", "Dockerfile", "FROM busybox\nRUN echo small >/made\n");
                program.runs("-t", "test/small", "small").runs("run", "test/small", "cat", "/made");
                assertThat(program.out()).isEqualTo("small\n");
                program.runs("cache", "check");
            } finally {
                PackagedProgram.host("umount", program.store().toString());
            }
        }
    }

    @Test
    void leaveNothingBehindWhenTheyAreCancelled() throws Exception {
        try (PackagedProgram program = PackagedProgram.here().withBusybox()) {
            RemainingProcesses remaining = new RemainingProcesses(program.home());
            String wait = "trap '' TERM HUP INT; sleep 0.5; sleep 60 & sleep 60";
            program.files("context", "Dockerfile", "FROM busybox\nARG N\nRUN echo $N; " + wait + "\n");
            List<Long> begunBuilds = new ArrayList<>();
            for (int begun = 0; begun < CANCELLED; begun += BUILDS) {
                List<Process> builds = new ArrayList<>();
                for (int i = 0; i < BUILDS; i++) {
                    builds.add(program.start("-q", "--memory", "64m", "--build-arg", "N=" + (begun + i), "context"));
                }
                Thread.sleep(40L * (begun / BUILDS + 1)); // another moment each time
                builds.forEach(build -> begunBuilds.add(build.pid()));
                builds.forEach(Process::destroy);
                for (Process build : builds) {
                    assertEndedBySignal(build.waitFor(), program);
                }
                remaining.awaitEnd();
            }
            assertThat(program.mounts()).isEmpty();
            assertThat(controlGroups(begunBuilds)).isEmpty();
            program.runs("cache", "check");
            for (String place : List.of("tmp", "leases")) {
                try (Stream<Path> left = Files.list(program.store().resolve(place))) {
                    assertThat(left).as(place).isEmpty();
                }
            }
        }
    }

    /** A signal that comes while Java itself begins, before anything of the program does, makes Java 17 end with a 1 and a message. */
    private static void assertEndedBySignal(int exitCode, PackagedProgram program) {
        if (exitCode == 1) {
            assertThat(program.out() + program.err())
                    .containsAnyOf("Error occurred during initialization of VM", "InternalError: Bad level");
        } else {
            assertThat(exitCode)
                    .as("the exit code of SIGTERM; printed was %s", program.err())
                    .isEqualTo(143);
        }
    }

    /** Those of these builds: others may be running beside the test. */
    private static List<String> controlGroups(List<Long> owners) throws IOException {
        return PackagedProgram.host("find", "/sys/fs/cgroup", "-maxdepth", "3", "-name", "jbuild-*")
                .lines()
                .filter(group -> owners.stream().anyMatch(owner -> group.contains("/jbuild-" + owner + "-")))
                .toList();
    }
}
