package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.testdata.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An index of which the store has one image only, as after a pull: what is taken is said, and nothing becomes less than it was. */
@Tag("peers")
class PartialIndexTest {
    private static final String THREE = "linux/amd64,linux/arm64,linux/s390x";

    @TempDir
    Path directory;

    private DockerRegistry registry;
    private String name;
    private String index;
    private Program program;

    @BeforeEach
    void pushAnIndex() throws IOException {
        registry = DockerRegistry.start(directory.resolve("registry"), DockerRegistry.Kind.PLAIN);
        name = registry.name() + "/team/three:1";
        Files.createDirectories(directory.resolve("context"));
        Files.writeString(
                directory.resolve("context/Dockerfile"),
                "FROM scratch\nARG TARGETARCH\nCOPY Dockerfile /$TARGETARCH\n");
        program = in("first");
        index = runs("-q", "-t", name, "--platform", THREE, "--push", "context").strip();
        program = in("second");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private Program in(String store) {
        return new Program(directory, directory.resolve(store))
                .env("HOME", directory.resolve("home").toString());
    }

    private String runs(String... args) {
        assertThat(program.run(args)).as(program.err()).isZero();
        return program.out();
    }

    @Test
    void savesAndCopiesOneImageAndSaysWhichAreNotHere() {
        runs("pull", "-q", "--platform", "linux/amd64", name);
        String said = "only the image for linux/amd64 is taken: the store has no linux/arm64, linux/s390x";
        runs("save", "-o", "one.tar", name);
        assertThat(program.err()).contains("warning: ", said, "jbuild copy registry:");
        runs("copy", name, "oci:one");
        assertThat(program.err()).contains(said);
        runs("save", "-o", "asked.tar", "--platform", "linux/amd64", name);
        assertThat(program.err()).as("who asks for one knows").isEmpty();

        assertThat(runs("verify", name)).contains("ok, index " + index + "; not here: linux/arm64, linux/s390x");

        runs("copy", "-q", "registry:" + name, name);
        runs("save", "-o", "all.tar", name);
        assertThat(program.err()).isEmpty();
        assertThat(runs("verify", "all.tar")).contains("index " + index);
    }

    @Test
    void pushesAllOfAnIndexThatTheRegistryHas() {
        runs("pull", "-q", "--platform", "linux/amd64", name);
        runs("push", "-q", name);
        String again = registry.name() + "/team/three:2";
        runs("tag", name, again);
        assertThat(runs("push", "-q", again)).endsWith("@" + index + "\n");
        assertThat(runs("manifest", "inspect", name)).contains("s390x").isEqualTo(runs("manifest", "inspect", again));

        String elsewhere = registry.name() + "/team/other:1";
        runs("tag", name, elsewhere);
        runs("push", elsewhere);
        assertThat(program.err())
                .contains("only the image for linux/amd64 is taken: the store has no linux/arm64, linux/s390x");
        runs("verify", "registry:" + elsewhere);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inspect %s",
                "history %s",
                "export -o files.tar %s",
                "save -o one.tar %s",
                "copy -q %s oci:one",
                "push -q %s",
                "tag %s other",
                "images --filter since=%s",
                "diff %1$s %1$s",
                "verify %s",
                "rmi %s"
            })
    void takesTheImageThatIsHereWhereItIsForAnotherMachine(String command) {
        runs("pull", "-q", "--platform", "linux/s390x", name);
        runs(command.formatted(name).split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "history", "export -o x", "save -o x", "push"})
    void saysThatAnImageForAPlatformIsNotHere(String command) {
        runs("pull", "-q", "--platform", "linux/s390x", name);
        assertThat(program.run((command + " --platform linux/arm64 " + name).split(" ")))
                .isEqualTo(1);
        assertThat(program.err())
                .contains("the store has \"" + name + "\" for linux/s390x, and not for linux/arm64")
                .contains("jbuild pull --platform linux/arm64 " + name);
        assertThat(directory.resolve("x")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry:%s", "oci:one", "oci-archive:one.tar", "docker-archive:docker.tar", "%s"})
    void copiesNoImageForAnotherPlatformThanAskedFor(String place) {
        String single = registry.name() + "/team/one:1";
        runs("-q", "-t", single, "-o", "type=image,push=true", "--platform", "linux/amd64", "context");
        runs("copy", "-q", single, "oci:one");
        runs("copy", "-q", single, "oci-archive:one.tar");
        runs("copy", "-q", single, "docker-archive:docker.tar");
        String from = place.formatted(single);
        assertThat(program.run("copy", "--platform", "linux/arm64", from, "oci:other"))
                .isEqualTo(1);
        assertThat(program.err()).contains("linux/amd64", "linux/arm64");
        assertThat(directory.resolve("other")).doesNotExist();
        runs("copy", "--platform", "linux/amd64", from, "oci:other");
    }

    @Test
    void pushesWhatWasPulledByteForByteInDockersDocumentsToo() throws IOException {
        String docker = registry.name() + "/team/docker:1";
        PackagedProgram.host(
                "skopeo",
                "copy",
                "--src-tls-verify=false",
                "--dest-tls-verify=false",
                "--all",
                "--format=v2s2",
                "docker://" + name,
                "docker://" + docker);
        runs("copy", "-q", "registry:" + docker, docker);
        String list = runs("images", "--format", "{{.Digest}}", docker).strip();
        String again = registry.name() + "/team/again:1";
        runs("tag", docker, again);
        assertThat(runs("push", "-q", again)).endsWith("@" + list + "\n");
        assertThat(runs("push", "-q", "--platform", "linux/arm64", again)).doesNotContain(list);
        assertThat(runs("manifest", "inspect", again)).contains("docker.distribution.manifest.v2+json");
        assertThat(runs("manifest", "inspect", docker)).contains("docker.distribution.manifest.list.v2+json");
    }
}
