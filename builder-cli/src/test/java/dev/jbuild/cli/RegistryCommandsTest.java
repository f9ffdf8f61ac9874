package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.testdata.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings and passwords from the command line; a registry with TLS and a password takes what a build pushes. */
class RegistryCommandsTest {
    @TempDir
    Path directory;

    private Program program;

    @BeforeEach
    void makeAProgram() throws IOException {
        program = new Program(directory, directory.resolve("store"))
                .env("HOME", directory.resolve("home").toString())
                .env("XDG_CONFIG_HOME", directory.resolve("config").toString());
        Files.createDirectories(directory.resolve("config/jbuild"));
        Files.createDirectories(directory.resolve("context"));
        Files.writeString(directory.resolve("context/Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
    }

    private void config(String text) throws IOException {
        Files.writeString(directory.resolve("config/jbuild/config.json"), text);
    }

    @Test
    void takesSettingsFromFilesThenVariablesThenOptions() throws IOException {
        config(
                "{\"network\":\"none\",\"insecure-registries\":[\"a:1\"],\"mirrors\":{\"docker.io\":[\"m:5\",\"n/p\"]}}");
        program.env("JBUILD_PLATFORM", "linux/arm64");
        assertThat(program.run("config", "--insecure-registry", "b:2", "--store", "elsewhere"))
                .as(program.err())
                .isZero();
        assertThat(program.out().lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "NAME VALUE FROM",
                        "store " + directory.resolve("elsewhere") + " --store",
                        "runtime native default",
                        "network none " + directory.resolve("config/jbuild/config.json"),
                        "mirrors docker.io=m:5, docker.io=n/p " + directory.resolve("config/jbuild/config.json"),
                        "insecure-registries b:2, a:1 --insecure-registry, "
                                + directory.resolve("config/jbuild/config.json"),
                        "platform linux/arm64 JBUILD_PLATFORM");
    }

    @Test
    void namesAnUnknownKeyAndANearOne() throws IOException {
        config("{\"mirors\":{}}");
        assertThat(program.run("config")).isEqualTo(2);
        assertThat(program.err()).contains("unknown key \"mirors\"").contains("did you mean \"mirrors\"?");
        config("{\"mirrors\":\"docker.io\"}");
        assertThat(program.run("images")).isEqualTo(2);
        assertThat(program.err()).contains("want an object");
    }

    @Test
    @Tag("peers")
    void logsInAndPushesOverTls() throws IOException {
        try (DockerRegistry registry =
                DockerRegistry.start(directory.resolve("registry"), DockerRegistry.Kind.TLS_AND_BASIC)) {
            String name = registry.name() + "/team/app:1";
            String insecure = registry.name();
            program.stdin((DockerRegistry.PASSWORD + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(program.run("login", "-u", DockerRegistry.USER, "--password-stdin", registry.name()))
                    .isEqualTo(4);
            assertThat(program.err())
                    .contains("signed by nobody that is trusted")
                    .contains("certs.d");
            assertThat(program.run(
                            "login",
                            "-u",
                            DockerRegistry.USER,
                            "--password-stdin",
                            "--insecure-registry",
                            insecure,
                            registry.name()))
                    .as(program.err())
                    .isZero();
            Path file = directory.resolve("home/.docker/config.json");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            program.env("JBUILD_INSECURE_REGISTRIES", insecure);
            assertThat(program.run("-t", name, "--push", "context"))
                    .as(program.err())
                    .isZero();
            assertThat(program.run("pull", "-q", name)).as(program.err()).isZero();
            assertThat(program.run("verify", "registry:" + name))
                    .as(program.err())
                    .isZero();
            String password = DockerRegistry.USER + ":" + DockerRegistry.PASSWORD;
            assertThat(PackagedProgram.host(
                            "skopeo", "inspect", "--tls-verify=false", "--creds=" + password, "docker://" + name))
                    .contains("\"Layers\"");
            assertThat(program.run(
                            "-o",
                            "type=image,push=true,push-by-digest=true,name=" + insecure + "/by/digest",
                            "context"))
                    .as(program.err())
                    .isZero();
            assertThat(registry.requests())
                    .anyMatch(line -> line.contains("PUT /v2/by/digest/manifests/sha256:"))
                    .noneMatch(line -> line.contains("/v2/by/digest/manifests/latest"));
            assertThat(program.run("logout", registry.name())).isZero();
            assertThat(Files.readString(file)).doesNotContain("auth\"");
            assertThat(program.run("pull", name)).isEqualTo(4);
            assertThat(program.err()).contains("jbuild login " + registry.name());
            assertThat(program.run("run", "--pull=always", name)).isNotZero();
            assertThat(program.err())
                    .as("a container's image is pulled as openly")
                    .contains("#1 pulling " + name, "#1 FAILED");
            assertThat(program.run("run", "--pull=never", registry.name() + "/not/here"))
                    .isNotZero();
            assertThat(program.err()).contains("the store does not have it").doesNotContain("pulling");
        }
    }

    @Test
    @Tag("peers")
    void keepsALayerOfTheBaseAsTheRegistryHasIt() throws IOException {
        try (DockerRegistry registry = DockerRegistry.start(directory.resolve("registry"), DockerRegistry.Kind.PLAIN)) {
            String base = registry.name() + "/base/plain:1";
            runs("-q", "-t", "base", "context");
            String plain =
                    runs("inspect", "-f", "{{index .RootFS.Layers 0}}", "base").strip();
            runs("copy", "-q", "base", "registry:" + base); // without compression, as it is stored

            program = new Program(directory, directory.resolve("another"));
            Files.writeString(
                    directory.resolve("context/Dockerfile"), "FROM " + base + "\nCOPY --from=" + base + " * /two/\n");
            runs("-q", "--push", "-t", registry.name() + "/team/upon:1", "context");
            assertThat(runs("manifest", "inspect", registry.name() + "/team/upon:1"))
                    .contains(plain)
                    .containsOnlyOnce("tar+gzip");
            assertThat(registry.requests())
                    .anyMatch(line -> line.contains("uploads/?mount=" + plain) && line.contains("HTTP/1.1\" 201"));
        }
    }

    @Test
    @Tag("peers")
    void compressesAllImagesOfAnIndexThatIsPushed() throws IOException {
        try (DockerRegistry registry = DockerRegistry.start(directory.resolve("registry"), DockerRegistry.Kind.PLAIN)) {
            String name = registry.name() + "/team/both:1";
            Files.writeString(
                    directory.resolve("context/Dockerfile"),
                    "FROM scratch\nARG TARGETARCH\nCOPY Dockerfile /$TARGETARCH\n");
            runs("-q", "-t", name, "--platform", "linux/amd64,linux/arm64", "context");
            runs("push", "-q", name);
            runs("verify", "registry:" + name);
            String manifests = runs("manifest", "inspect", "-v", name);
            assertThat(manifests.split("tar\\+gzip")).hasSize(3);
            assertThat(manifests).contains("\"arm64\"").doesNotContain("layer.v1.tar\"");
            String again = runs("push", name);
            assertThat(again).contains("digest: sha256:");
            assertThat(program.err()).doesNotContain(": pushed");
        }
    }

    private String runs(String... args) {
        assertThat(program.run(args)).as(program.err()).isZero();
        return program.out();
    }

    @Test
    void keepsWhatElseStandsInDockersConfig() throws IOException {
        Path file = directory.resolve("home/.docker/config.json");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "{\"psFormat\":\"x\",\"auths\":{\"localhost:1\":{\"auth\":\"YTpi\"},\"other\":{\"auth\":\"YTpi\"}}}");
        assertThat(program.run("logout", "localhost:1")).isZero();
        assertThat(program.out()).isEqualTo("Removing login credentials for localhost:1\n");
        assertThat(Files.readString(file))
                .contains("\"psFormat\": \"x\"")
                .contains("other")
                .doesNotContain("localhost:1");
        assertThat(program.run("logout", "localhost:1")).isZero();
        assertThat(program.out()).isEqualTo("Not logged in to localhost:1\n");
    }
}
