package dev.jbuild.cli.command;

import static dev.jbuild.core.sandbox.Mount.Access.READ_ONLY;
import static dev.jbuild.core.sandbox.Mount.Access.READ_WRITE;
import static dev.jbuild.core.step.NamedVolumes.Beginning.AS_IMAGE;
import static dev.jbuild.core.step.NamedVolumes.Beginning.EMPTY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeOptionTest {

    @Test
    void tellsPathsFromNames() {
        assertThat(VolumeOption.parse("/d")).isEqualTo(new VolumeOption("", "/d", READ_WRITE, AS_IMAGE));
        assertThat(VolumeOption.parse("data:/d:ro")).isEqualTo(new VolumeOption("data", "/d", READ_ONLY, AS_IMAGE));
        assertThat(VolumeOption.parse("data:/d:z,nocopy")).isEqualTo(new VolumeOption("data", "/d", READ_WRITE, EMPTY));
        assertThat(VolumeOption.parse("data:/d").isPath()).isFalse();
        for (String path : new String[] {"/a", "./a", "a/b", ".", "..", "../a"}) {
            assertThat(VolumeOption.parse(path + ":/d").isPath()).as(path).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d",
                "",
                ":/d",
                "a:d",
                "a:/",
                "/",
                "a:/b/..",
                "a:/d:ro,ro",
                "a:/d:z,Z",
                "a:/d:cached,delegated",
                "a:/d:rprivate",
                "/a:/d:private,rprivate",
                "/a:/d:ro,",
                "a:/d:ro,rw",
                "a:/d:x",
                "a:/d:ro:z",
                "./a:/d:nocopy"
            })
    void refuses(String text) {
        assertThatThrownBy(() -> VolumeOption.parse(text))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("got --volume \"" + text + "\", want ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rprivate",
                "private",
                "ro,rprivate",
                "private,ro",
                "Z,ro,cached,rprivate",
                "ro,consistent",
                "ro,delegated,z"
            })
    void takesWhatIsSoAnyhow(String options) {
        assertThat(VolumeOption.parse("/a:/d:" + options))
                .isEqualTo(new VolumeOption(
                        "/a",
                        "/d",
                        options.contains("ro,") || options.endsWith("ro") ? READ_ONLY : READ_WRITE,
                        AS_IMAGE));
        assertThat(VolumeOption.parse("/a:/d:")).isEqualTo(VolumeOption.parse("/a:/d"));
    }

    @ParameterizedTest
    @CsvSource({
        "shared, stays in its container",
        "rshared, stays in its container",
        "slave, does not come to a command",
        "rslave, does not come to a command",
    })
    void saysWhyOtherPropagationIsNotToBeHad(String word, String reason) {
        for (String text : new String[] {"/a:/d:ro," + word, "a:/d:" + word}) {
            assertThatThrownBy(() -> VolumeOption.parse(text))
                    .isInstanceOf(BuildException.class)
                    .hasMessageStartingWith("got --volume \"" + text + "\", and there is no " + word + ": ")
                    .hasMessageContaining(reason);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", ".a", "-a", "a b", "ä1", "a:b"})
    void refusesNames(String name) {
        assertThatThrownBy(() -> VolumeOption.name(name, "rm")).isInstanceOf(BuildException.class);
    }
}
