package dev.jbuild.cache.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where login keeps a password, and whether it is found there and forgotten again. */
final class LoginStoreTest {
    private static final Credentials.Basic LOGIN = new Credentials.Basic("user", "hunter2");
    /** Keeps what it is given in a file beside it, and prints what it did. */
    private static final String KEYCHAIN = """
            #!/bin/sh
            here=${0%/*}
            echo "$1" >> "$here/verbs"
            case $1 in
            store) cat > "$here/kept" ;;
            get) read -r server
                if grep -q "\\"$server\\"" "$here/kept" 2>/dev/null; then cat "$here/kept"
                else echo "credentials not found in native keychain"; exit 1; fi ;;
            erase) rm -f "$here/kept" ;;
            esac
            """;

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void install() throws IOException {
        Path helper = directory.resolve("docker-credential-chain");
        Files.writeString(helper, KEYCHAIN);
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwx------"));
        environment.put("HOME", directory.resolve("home").toString());
        environment.put("PATH", directory + ":/usr/bin:/bin");
    }

    private Path docker(String config) throws IOException {
        Path file = Files.createDirectories(directory.resolve("home/.docker")).resolve("config.json");
        return config.isEmpty() ? file : Files.writeString(file, config);
    }

    private Credentials found(String registry) throws IOException {
        return Registries.credentials(environment).find(registry);
    }

    @Test
    void keepsInTheFileForTheUserAlone() throws IOException {
        assertThat(LoginStore.of(environment).put("quay.io", LOGIN)).contains("not encrypted");
        assertThat(found("quay.io")).isEqualTo(LOGIN);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(docker(""))))
                .isEqualTo("rw-------");
        assertThat(LoginStore.of(environment).remove("quay.io")).isTrue();
        assertThat(found("quay.io")).isEqualTo(new Credentials.Anonymous());
        assertThat(LoginStore.of(environment).remove("quay.io")).isFalse();
    }

    @Test
    void keepsInTheStoreThatTheFileNames() throws IOException {
        Path file = docker("{\"credsStore\":\"chain\",\"other\":{\"kept\":[1]}}");
        assertThat(LoginStore.of(environment).put("quay.io", LOGIN)).contains("docker-credential-chain");
        assertThat(Files.readString(file)).doesNotContain("hunter2").contains("\"kept\"");
        assertThat(found("quay.io")).isEqualTo(LOGIN);
        assertThat(found("ghcr.io")).isEqualTo(new Credentials.Anonymous());
        assertThat(LoginStore.of(environment).remove("quay.io")).isTrue();
        assertThat(found("quay.io")).isEqualTo(new Credentials.Anonymous());
        assertThat(Files.readAllLines(directory.resolve("verbs")))
                .containsExactly("store", "get", "get", "erase", "get");
    }

    @Test
    void keepsInTheHelperOfTheRegistryAlone() throws IOException {
        Path file = docker("{\"credHelpers\":{\"quay.io\":\"chain\"}}");
        LoginStore.of(environment).put("quay.io", LOGIN);
        LoginStore.of(environment).put("ghcr.io", new Credentials.Basic("other", "word"));
        assertThat(found("quay.io")).isEqualTo(LOGIN);
        assertThat(found("ghcr.io")).isEqualTo(new Credentials.Basic("other", "word"));
        assertThat(Files.readAllLines(directory.resolve("verbs"))).containsExactly("store", "get");
        assertThat(Files.readString(file)).doesNotContain("hunter2");
    }

    @Test
    void keepsNothingWhereTheHelperDoesNot() throws IOException {
        Path file = docker("{\"credsStore\":\"chain\"}");
        Files.writeString(directory.resolve("docker-credential-chain"), "#!/bin/sh\nexit 1\n");
        assertThatThrownBy(() -> LoginStore.of(environment).put("quay.io", LOGIN))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("exit status 1")
                .hasMessageNotContaining("hunter2");
        assertThat(Files.readString(file)).isEqualTo("{\"credsStore\":\"chain\"}");
    }

    @Test
    void readsWhatPodmanKeeps() throws IOException {
        String text = "{\"auths\":{\"quay.io\":{\"auth\":\"dXNlcjpodW50ZXIy\"}}}";
        Path run = directory.resolve("run");
        Files.writeString(Files.createDirectories(run.resolve("containers")).resolve("auth.json"), text);
        assertThat(found("quay.io")).isEqualTo(new Credentials.Anonymous());
        environment.put("XDG_RUNTIME_DIR", run.toString());
        assertThat(found("quay.io")).isEqualTo(LOGIN);
        environment.remove("XDG_RUNTIME_DIR");
        environment.put(
                "REGISTRY_AUTH_FILE",
                Files.writeString(directory.resolve("a.json"), text).toString());
        assertThat(found("quay.io")).isEqualTo(LOGIN);
        environment.remove("REGISTRY_AUTH_FILE");
        environment.put("XDG_CONFIG_HOME", run.toString());
        assertThat(found("quay.io")).isEqualTo(LOGIN);
    }

    @Test
    void keepsWhereTheVariableSays() throws IOException {
        Path file = directory.resolve("deep/er/auth.json");
        environment.put("REGISTRY_AUTH_FILE", file.toString());
        LoginStore.of(environment).put("quay.io", LOGIN);
        assertThat(file).exists();
        assertThat(docker("")).doesNotExist();
        environment.remove("REGISTRY_AUTH_FILE");
        environment.put("DOCKER_CONFIG", directory.resolve("docker").toString());
        LoginStore.of(environment).put("ghcr.io", LOGIN);
        assertThat(directory.resolve("docker/config.json")).exists();
    }
}
