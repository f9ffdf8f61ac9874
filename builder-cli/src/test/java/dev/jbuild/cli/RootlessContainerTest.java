package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link ContainerTranscripts} and {@link VolumeTranscripts} as an ordinary user, and the rungs of the ladder that lead there. */
@Tag("rootless")
class RootlessContainerTest implements ContainerTranscripts, VolumeTranscripts, SignalTranscripts {
    private static PackagedProgram program;

    @BeforeAll
    static void open() throws IOException {
        program = PackagedProgram.ofOrdinaryUser().withBusybox();
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
    void eachRungOfTheLadderCanBeForced() {
        try {
            program.env("JBUILD_ROOTLESS", "subids").runs("run", "busybox", "chown", "5:6", "/bin/busybox");
            assertThat(program.err()).isEmpty();
            assertThat(program.env("JBUILD_ROOTLESS", "single").run("run", "busybox", "chown", "5:6", "/bin/busybox"))
                    .isEqualTo(1);
            assertThat(program.err()).contains("warning: ").contains("files belong to root only");
            program.runs("run", "busybox", "id", "-u");
            assertThat(program.out()).isEqualTo("0\n");
            assertThat(program.run("run", "-u", "5", "busybox", "true")).isEqualTo(125);
            assertThat(program.err())
                    .contains("cannot become user 5: jbuild has no such id")
                    .contains("jbuild doctor");
            assertThat(program.env("JBUILD_ROOTLESS", "none").run("run", "busybox", "true"))
                    .isEqualTo(125);
            assertThat(program.err()).contains("JBUILD_ROOTLESS=none").contains("run jbuild as root");
        } finally {
            program.env("JBUILD_ROOTLESS", "");
        }
    }

    /** A build on each rung, and what the lower ones cannot do. */
    @Test
    void eachRungBuildsOrSaysWhyNot() throws IOException {
        program.files("owners", "Dockerfile", "FROM busybox\nRUN touch /made && chown 5:6 /made\n");
        try {
            for (String rung : List.of("subids", "single")) {
                program.files(
                        "rung",
                        "Dockerfile",
                        "FROM busybox\nRUN : " + rung + "; id -u >/id; touch /made\nCOPY Dockerfile /\n");
                program.env("JBUILD_ROOTLESS", rung).runs("--progress=plain", "-t", "test/rung", "rung");
                assertThat(program.err()).as(rung).contains("(2 steps run, 1 cached)");
                assertThat(program.err().contains("warning: a single id")).isEqualTo(rung.equals("single"));
                program.runs("run", "test/rung", "sh", "-c", "cat /id; stat -c %u:%g /made /bin/busybox");
                assertThat(program.out()).as(rung).isEqualTo("0\n0:0\n0:0\n");
                program.runs("--progress=plain", "-t", "test/rung", "rung");
                assertThat(program.err()).as(rung).contains("0 steps run");
            }
            assertThat(program.run("owners")).isEqualTo(1);
            assertThat(program.err()).contains("warning: a single id").contains("exit status 1");
            program.env("JBUILD_ROOTLESS", "subids").runs("owners");
            assertThat(program.env("JBUILD_ROOTLESS", "none").run("--no-cache", "rung"))
                    .isEqualTo(3);
            assertThat(program.err()).contains("JBUILD_ROOTLESS=none").contains("run jbuild as root");
            program.files("none", "Dockerfile", "FROM busybox\nCOPY Dockerfile /\nENV A=b\n")
                    .runs("none");
            assertThat(program.env("JBUILD_ROOTLESS", "nosuch").run("--no-cache", "rung"))
                    .isEqualTo(2);
            assertThat(program.err()).contains("want subids, single or none");
        } finally {
            program.env("JBUILD_ROOTLESS", "");
        }
    }

    /** Directories of subordinate ids, which the user cannot read from outside. */
    @Test
    void sizesOfWhatOthersOwnAreShown() throws IOException {
        program.files(
                "owned",
                "Dockerfile",
                "FROM busybox\nRUN --mount=type=cache,id=owned,target=/c,uid=3,mode=0700 echo 12345678 >/c/file\n");
        program.runs("owned");
        program.runs(
                "run",
                "-v",
                "owned:/data",
                "busybox",
                "sh",
                "-c",
                "echo 123456 >/data/f; chown 3 /data; chmod 700 /data");
        program.runs("cache", "mounts", "ls");
        assertThat(program.out()).containsPattern("owned +0 +9 B");
        program.runs("volume", "ls");
        assertThat(program.out()).containsPattern("owned +7 B");
        program.runs("cache", "du");
        assertThat(program.out()).containsPattern("cache mounts +1 +9 B").containsPattern("volumes +1 +7 B");
        try {
            program.env("JBUILD_ROOTLESS", "none").runs("cache", "mounts", "ls");
            assertThat(program.out()).containsPattern("owned +0 +0 B");
        } finally {
            program.env("JBUILD_ROOTLESS", "");
            program.runs("cache", "mounts", "rm", "owned");
            program.runs("volume", "rm", "owned");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"crun", "runc"})
    void runtimesGiveATerminalToo(String runtime) throws Exception {
        program.env("JBUILD_RUNTIME", runtime);
        try {
            aTerminalHasTheSizeOfTheWindow();
        } finally {
            program.env("JBUILD_RUNTIME", "");
        }
    }

    /** As udev leaves /dev/net/tun; where it is another way, the message says so. */
    @ParameterizedTest
    @CsvSource({"slirp4netns, native", "slirp4netns, runc", "pasta, native", "pasta, crun"})
    void aPrivateNetworkReachesOutAndNotTheHost(String helper, String runtime) throws IOException {
        Path tun = program.store().resolveSibling("tun");
        if (Files.notExists(tun)) {
            PackagedProgram.host("mknod", "--mode=666", tun.toString(), "c", "10", "200");
        }
        program.wrappedBy(
                "unshare", "--mount", "sh", "-c", "mount --bind " + tun + " /dev/net/tun && exec \"$0\" \"$@\"");
        try {
            looksAtAPrivateNetwork(helper, runtime);
        } finally {
            program.wrappedBy();
        }
    }

    @Test
    void aPrivateNetworkThatCannotBeMadeIsExplained() throws IOException {
        Path tun = program.store().resolveSibling("closed-tun");
        PackagedProgram.host("mknod", "--mode=600", tun.toString(), "c", "10", "200");
        program.wrappedBy(
                "unshare", "--mount", "sh", "-c", "mount --bind " + tun + " /dev/net/tun && exec \"$0\" \"$@\"");
        try {
            assertThat(program.run("run", "--network=private", "busybox", "true"))
                    .isEqualTo(125);
        } finally {
            program.wrappedBy();
        }
        assertThat(program.err())
                .contains("could make no private network\n")
                .contains("try: make sure that /dev/net/tun is there and open to the user");
    }

    @Test
    void limitsThatCannotBeSetAreRefused() {
        int exitCode = program.run("run", "--memory", "16m", "busybox", "true");
        if (exitCode != 0) { // else control groups are delegated to the user
            assertThat(exitCode).isEqualTo(125);
            assertThat(program.err()).contains("cannot limit a command").contains("delegated");
        }
    }

    @Test
    void theDoctorSaysWhatWillBeUsed() {
        int exitCode = program.run("doctor");
        assertThat(exitCode).isZero();
        assertThat(program.out()).contains("sub-uids").contains("RUN will use").contains("subordinate ids");
        program.runs("doctor", "--format", "json");
        assertThat(program.out()).startsWith("[{\"topic\":\"user\"").contains("\"advice\"");
    }
}
