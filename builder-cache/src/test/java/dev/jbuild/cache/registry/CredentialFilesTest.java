package dev.jbuild.cache.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CredentialFilesTest {
    @TempDir
    Path directory;

    @Test
    void readsWhatDockerLoginWrites() throws IOException {
        write("""
                {"auths": {
                  "https://index.docker.io/v1/": {"auth": "%s"},
                  "ghcr.io": {"auth": "%s"},
                  "http://old.example/v2/": {"username": "u", "password": "p:q"},
                  "azure.example": {"auth": "%s", "identitytoken": "refresh"}
                }}""".formatted(encoded("hub:secret"), encoded("octo:cat:dog"), encoded("0:")));
        assertThat(find("docker.io")).isEqualTo(new Credentials.Basic("hub", "secret"));
        assertThat(find("ghcr.io")).isEqualTo(new Credentials.Basic("octo", "cat:dog"));
        assertThat(find("old.example")).isEqualTo(new Credentials.Basic("u", "p:q"));
        assertThat(find("azure.example")).isEqualTo(new Credentials.IdentityToken("refresh"));
        assertThat(find("ghcr.io:443")).isEqualTo(new Credentials.Anonymous());
        assertThat(find("evil.ghcr.io")).isEqualTo(new Credentials.Anonymous());
    }

    @Test
    void isNobodyWithoutAFile() throws IOException {
        assertThat(find("docker.io")).isEqualTo(new Credentials.Anonymous());
    }

    @Test
    void saysThatAFileCannotBeReadAndNothingOfWhatIsInIt() throws IOException {
        write("{\"auths\": {\"a.example\": {\"auth\": \"hunter2!\"");
        assertThatThrownBy(() -> find("a.example"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("config.json")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void asksTheHelperOfARegistry() throws IOException {
        write("{\"credHelpers\": {\"ghcr.io\": \"test\"}, \"credsStore\": \"absent\"}");
        helper(
                "read server; echo \"{\\\"ServerURL\\\":\\\"$server\\\",\\\"Username\\\":\\\"for $server\\\",\\\"Secret\\\":\\\"s\\\"}\"");
        assertThat(find("ghcr.io")).isEqualTo(new Credentials.Basic("for ghcr.io", "s"));
        assertThatThrownBy(() -> find("quay.io"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("docker-credential-absent");
    }

    @Test
    void takesAHelpersTokenAndItsSilence() throws IOException {
        write("{\"credsStore\": \"test\"}");
        helper("echo '{\"Username\":\"<token>\",\"Secret\":\"refresh\"}'");
        assertThat(find("ghcr.io")).isEqualTo(new Credentials.IdentityToken("refresh"));
        helper("echo credentials not found in native keychain; exit 1");
        assertThat(find("ghcr.io")).isEqualTo(new Credentials.Anonymous());
    }

    @Test
    void endsAHelperThatHangs() throws IOException {
        write("{\"credsStore\": \"test\"}");
        helper("sleep 1000");
        assertThatThrownBy(() -> find("ghcr.io", Duration.ofSeconds(1)))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("did not answer within");
    }

    @Test
    void startsNoHelperWithAPathForAName() throws IOException {
        write("{\"credsStore\": \"../../bin/sh\"}");
        assertThatThrownBy(() -> find("ghcr.io")).hasMessageContaining("letters, digits");
    }

    @Test
    void looksWhereDockerAndPodmanLook() {
        assertThat(CredentialFiles.usualPlaces(Map.of("HOME", "/home/u", "XDG_RUNTIME_DIR", "/run/user/1")))
                .containsExactly(
                        Path.of("/home/u/.docker/config.json"),
                        Path.of("/run/user/1/containers/auth.json"),
                        Path.of("/home/u/.config/containers/auth.json"));
        assertThat(CredentialFiles.usualPlaces(Map.of("DOCKER_CONFIG", "/etc/d", "REGISTRY_AUTH_FILE", "/a.json")))
                .containsExactly(Path.of("/a.json"), Path.of("/etc/d/config.json"));
    }

    private Credentials find(String registry) throws IOException {
        return find(registry, Duration.ofSeconds(30));
    }

    private Credentials find(String registry, Duration helperTime) throws IOException {
        Map<String, String> environment = Map.of("PATH", directory + ":/usr/bin:/bin");
        CredentialHelper helper = new CredentialHelper(environment, helperTime);
        return new CredentialFiles(List.of(directory.resolve("config.json")), helper).find(registry);
    }

    private void write(String config) throws IOException {
        Files.writeString(directory.resolve("config.json"), config);
    }

    private void helper(String script) throws IOException {
        Path file = directory.resolve("docker-credential-test");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
