package dev.jbuild.cli.command;

import static dev.jbuild.core.sandbox.Mount.Access.READ_ONLY;
import static dev.jbuild.core.sandbox.Mount.Access.READ_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.step.NamedVolumes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountFieldsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type=bind,src=/a,dst=/d",
                "TYPE=Bind,source=/a,target=/d,readonly=false",
                "type=bind,src=/a,dst=/d,bind-propagation=rprivate",
                "type=bind,src=/a,dst=/d,bind-propagation=Private,consistency=cached",
                "type=bind,src=/a,dst=/d,bind-recursive=enabled,bind-nonrecursive=false,ro=F",
            })
    void takesWhatIsSoAnyhow(String text) {
        MountFields fields = new MountFields(text);
        assertThat(fields.type()).isEqualTo("bind");
        assertThat(fields.path()).isEqualTo("/a");
        assertThat(fields.target()).isEqualTo("/d");
        assertThat(fields.access()).isEqualTo(READ_WRITE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"readonly", "ro", "readonly=1", "ro=TRUE", "ro,bind-propagation=rprivate"})
    void isReadOnly(String access) {
        assertThat(new MountFields("type=bind,src=/a,dst=/d," + access).access())
                .isEqualTo(READ_ONLY);
    }

    @ParameterizedTest
    @CsvSource({"volume-nocopy, EMPTY", "volume-nocopy=0, AS_IMAGE", "volume-driver=local, AS_IMAGE"})
    void volumesHaveAWordOfTheirOwn(String word, NamedVolumes.Beginning beginning) {
        assertThat(new MountFields("src=data,dst=/d," + word).beginning()).isEqualTo(beginning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=bind,src=/a,dst=/d,bind-propagation=shared | no shared: what a command mounts stays",
                "type=bind,src=/a,dst=/d,bind-propagation=rslave | no rslave: what the host mounts later",
                "type=bind,src=/a,dst=/d,bind-propagation=other | private or rprivate",
                "type=bind,src=/a,dst=/d,bind-propagation= | private or rprivate",
                "type=bind,src=/a,dst=/d,bind-nonrecursive | bind-recursive=enabled",
                "type=bind,src=/a,dst=/d,bind-recursive=writable | bind-recursive=enabled",
                "type=bind,src=/a,dst=/d,consistency=none | consistent, cached or delegated",
                "type=bind,src=/a,dst=/d,readonly=maybe | readonly=true or false",
                "type=bind,src=/a,dst=/d,volume-nocopy | volume-nocopy with type=volume only",
                "src=data,dst=/d,bind-propagation=private | bind-propagation with type=bind only",
                "src=data,dst=/d,volume-driver=nfs | volume-driver=local",
                "src=data,dst=/d,volume-label=a | not \"volume-label\"",
            })
    void refuses(String text, String reason) {
        assertThatThrownBy(() -> new MountFields(text).access())
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("got --mount \"" + text + "\", ")
                .hasMessageContaining(reason);
    }
}
