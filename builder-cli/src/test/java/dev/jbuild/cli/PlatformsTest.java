package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.testdata.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One image for two processors, the other one's commands run by an emulator that the machine does not have registered. */
class PlatformsTest {
    private static final String DOCKERFILE = """
            FROM scratch
            ARG TARGETARCH
            ADD busybox-$TARGETARCH.tar /
            RUN uname -m >/machine && sh -c 'ls / | grep machine' && chown 33:33 /machine
            USER 33
            RUN id -u | grep 33 && test -O /machine
            CMD ["cat", "/machine"]
            """;

    @Test
    @Tag("root")
    void areBuiltAndRunAsRoot() throws IOException {
        try (PackagedProgram program = PackagedProgram.here()) {
            buildsAndRuns(program);
        }
    }

    @Test
    @Tag("rootless")
    void areBuiltAndRunAsAnOrdinaryUser() throws IOException {
        try (PackagedProgram program = PackagedProgram.ofOrdinaryUser()) {
            buildsAndRuns(program);
        }
    }

    private static void buildsAndRuns(PackagedProgram program) throws IOException {
        program.files("context", "Dockerfile", DOCKERFILE);
        for (String architecture : new String[] {"amd64", "arm64"}) {
            Files.copy(
                    Path.of(System.getProperty("jbuild.test.images"), "busybox-" + architecture + ".tar"),
                    program.directory().resolve("context/busybox-" + architecture + ".tar"));
        }
        program.own();

        program.runs("--platform", "linux/amd64,linux/arm64", "-t", "test/both", "context");
        assertThat(program.err()).contains("[linux/arm64 3/3] RUN id -u").contains("linux/amd64 and linux/arm64");
        program.runs("--platform", "linux/amd64,linux/arm64", "-t", "test/both", "context");
        assertThat(program.err()).contains("0 steps run");

        program.runs("run", "--platform", "linux/arm64", "test/both");
        assertThat(program.out()).isEqualTo("aarch64\n");
        program.runs("run", "test/both");
        assertThat(program.out()).isEqualTo("x86_64\n");
    }

    @Test
    @Tag("root")
    @Tag("peers")
    void areBuiltOnThisOneWhereNothingEmulates() throws IOException {
        try (PackagedProgram program = PackagedProgram.here().withBusybox()) {
            program.env("JBUILD_QEMU", program.directory().toString()); // where there is none
            program.files("context", "Dockerfile", """
                    FROM --platform=$BUILDPLATFORM busybox AS build
                    ARG BUILDPLATFORM TARGETPLATFORM
                    RUN echo "from $BUILDPLATFORM for $TARGETPLATFORM on $(uname -m)" >/out
                    FROM scratch
                    COPY --from=build /out /
                    """);
            program.runs(
                    "--platform",
                    "linux/amd64,linux/arm64,linux/s390x",
                    "-o",
                    "type=oci,dest=cross.tar",
                    "-o",
                    "type=local,dest=files",
                    "context");
            for (String processor : new String[] {"amd64", "arm64", "s390x"}) {
                assertThat(program.directory().resolve("files/linux_" + processor + "/out"))
                        .hasContent("from linux/amd64 for linux/" + processor + " on x86_64\n");
            }
            assertThat(new OtherReaders(program).archive("cross.tar").resolve("out"))
                    .content()
                    .contains("for linux/amd64");
        }
    }

    @Test
    @Tag("root")
    void sayWhatIsMissingWhereNothingEmulates() throws IOException {
        try (PackagedProgram program = PackagedProgram.here().withBusybox()) {
            program.env("JBUILD_QEMU", program.directory().toString());
            program.files("context", "Dockerfile", "FROM scratch\nADD a.tar /\nRUN true\n");
            Files.copy(
                    Path.of(System.getProperty("jbuild.test.images"), "busybox-arm64.tar"),
                    program.directory().resolve("context/a.tar"));

            assertThat(program.run("--platform", "linux/arm64", "context")).isEqualTo(3);
            assertThat(program.err())
                    .contains("cannot run programs for linux/arm64 on linux/amd64")
                    .contains("qemu-user-static")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    @Tag("root")
    @Tag("peers")
    void anImageOfAnotherPlatformThanAskedForGetsNoNameHere() throws IOException {
        try (PackagedProgram program = PackagedProgram.here().withBusybox();
                PackagedProgram other = PackagedProgram.here();
                DockerRegistry registry =
                        DockerRegistry.start(program.directory().resolve("registry"), DockerRegistry.Kind.PLAIN)) {
            String name = registry.name() + "/base/busybox:1";
            program.runs("tag", "busybox", name);
            program.runs("push", "-q", name);

            assertThat(other.run("run", "--name", "one", "--platform", "linux/arm64", name, "true"))
                    .isEqualTo(125);
            assertThat(other.err()).contains("got linux/amd64, want linux/arm64");
            other.runs("images", "-q");
            assertThat(other.out()).isEmpty();
            other.runs("run", "--name", "one", name, "echo", "here");
            assertThat(other.out()).isEqualTo("here\n");
        }
    }
}
