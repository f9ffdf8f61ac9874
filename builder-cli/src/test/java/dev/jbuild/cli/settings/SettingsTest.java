package dev.jbuild.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each place of a setting over the ones before: the machine's file, the user's, the variable. Options are variables by then. */
final class SettingsTest {
    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private Path system = Path.of("unset");
    private Path user = Path.of("unset");

    @BeforeEach
    void name() throws IOException {
        system = directory.resolve("etc.json");
        user = Files.createDirectories(directory.resolve("xdg/jbuild")).resolve("config.json");
        environment.put("XDG_CONFIG_HOME", directory.resolve("xdg").toString());
    }

    @Test
    void takesEachPlaceOverTheOnesBefore() throws IOException {
        for (Setting setting : Setting.values()) {
            List<String> right = setting == Setting.NETWORK
                    ? List.of("none", "host", "private")
                    : List.of("linux/s390x", "linux/riscv64", "linux/arm64"); // hosts, paths and platforms
            Files.deleteIfExists(system);
            Files.deleteIfExists(user);
            environment.remove(setting.variable());
            assertThat(find(setting)).isEmpty();
            Files.writeString(system, json(setting, right.get(0)));
            assertThat(find(setting)).isEqualTo(shown(setting, right.get(0)) + " from " + system);
            Files.writeString(user, json(setting, right.get(1)));
            assertThat(find(setting)).isEqualTo(shown(setting, right.get(1)) + " from " + user);
            environment.put(setting.variable(), shown(setting, right.get(2)));
            assertThat(find(setting)).isEqualTo(shown(setting, right.get(2)) + " from " + setting.variable());
        }
    }

    @Test
    void takesOfEachFileWhatTheOtherDoesNotSay() throws IOException {
        Files.writeString(system, "{\"network\":\"none\",\"runtime\":\"crun\"}");
        Files.writeString(user, "{\"runtime\":\"runc\"}");
        assertThat(find(Setting.NETWORK)).isEqualTo("none from " + system);
        assertThat(find(Setting.RUNTIME)).isEqualTo("runc from " + user);
    }

    @Test
    void looksBelowHomeWithoutXdg() throws IOException {
        environment.remove("XDG_CONFIG_HOME");
        environment.put("HOME", directory.toString());
        Path file = Files.createDirectories(directory.resolve(".config/jbuild")).resolve("config.json");
        Files.writeString(file, "{\"network\":\"none\"}");
        assertThat(find(Setting.NETWORK)).isEqualTo("none from " + file);
    }

    @Test
    void takesDockersVariableForThePlatform() {
        environment.put("DOCKER_DEFAULT_PLATFORM", "linux/arm64");
        assertThat(find(Setting.PLATFORM)).isEqualTo("linux/arm64 from DOCKER_DEFAULT_PLATFORM");
        environment.put("JBUILD_PLATFORM", "linux/riscv64");
        assertThat(find(Setting.PLATFORM)).isEqualTo("linux/riscv64 from JBUILD_PLATFORM");
    }

    @Test
    void refusesWhatItDoesNotKnow() throws IOException {
        for (Map.Entry<String, String> wrong : Map.of(
                        "{\"netwrok\":\"none\"}", "did you mean \"network\"?",
                        "{\"mirrors\":{\"docker.io\":[\"ftp://x\"]}}", "got mirrors \"docker.io=ftp://x\" in",
                        "{\"network\":\"hots\"}",
                                "got network \"hots\" in \"" + user + "\", want host, none, private or default (did",
                        "{\"runtime\":\"crn\"}",
                                "got runtime \"crn\" in \"" + user + "\", want native, crun, runc or a path",
                        "{\"insecure-registries\":[\"http://x\"]}", "got insecure-registries \"http://x\" in",
                        "{\"platform\":\"linux/amd64/v1/x\"}", "linux/amd64/v1/x",
                        "[]", "cannot read",
                        "{", "cannot read")
                .entrySet()) {
            Files.writeString(user, wrong.getKey());
            assertThatThrownBy(() -> find(Setting.NETWORK))
                    .as(wrong.getKey())
                    .isInstanceOf(BuildException.class)
                    .hasMessageContaining(wrong.getValue());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "JBUILD_NETWORK,          non,      'did you mean \"none\"?'",
        "JBUILD_NETWORK,          '1,2',    'got JBUILD_NETWORK \"1,2\", want host'",
        "JBUILD_RUNTIME,          runcc,    'did you mean \"runc\"?'",
        "JBUILD_PLATFORM,         lin,      'got JBUILD_PLATFORM \"lin\", want os/arch'",
        "DOCKER_DEFAULT_PLATFORM, a/b/c/d,  got DOCKER_DEFAULT_PLATFORM",
        "JBUILD_MIRRORS,          a b=c,    for --mirror or JBUILD_MIRRORS",
        "JBUILD_INSECURE_REGISTRIES, 'a,http://b', 'got \"http://b\" for'"
    })
    void refusesAVariableThatIsWrong(String name, String value, String said) {
        environment.put(name, value);
        assertThatThrownBy(() -> find(Setting.STORE))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining(said);
    }

    private String find(Setting setting) {
        return Settings.of(environment, system)
                .find(setting)
                .map(value -> String.join(",", value.texts()) + " from " + value.origin())
                .orElse("");
    }

    /** A value that is right for all kinds of settings, as a platform is a text as others. */
    private static String json(Setting setting, String value) {
        return switch (setting.kind()) {
            case TEXT -> "{\"%s\":\"%s\"}".formatted(setting.key(), value);
            case LIST -> "{\"%s\":[\"%s\",\"two\"]}".formatted(setting.key(), value);
            case MIRRORS -> "{\"%s\":{\"docker.io\":[\"%s\"]}}".formatted(setting.key(), value);
        };
    }

    private static String shown(Setting setting, String value) {
        return switch (setting.kind()) {
            case TEXT -> value;
            case LIST -> value + ",two";
            case MIRRORS -> "docker.io=" + value;
        };
    }
}
