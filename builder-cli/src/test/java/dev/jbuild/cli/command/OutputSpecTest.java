package dev.jbuild.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputSpecTest {

    @Test
    void readsPairsADirectoryAndStandardOutput() {
        assertThat(OutputSpec.parse("type=oci,dest=x.tar")).isEqualTo(new OutputSpec("oci", Map.of("dest", "x.tar")));
        assertThat(OutputSpec.parse("out")).isEqualTo(new OutputSpec("local", Map.of("dest", "out")));
        assertThat(OutputSpec.parse("-")).isEqualTo(new OutputSpec("tar", Map.of("dest", "-")));
        assertThat(OutputSpec.parse("type=oci,\"dest=a,\"\"b\"\".tar\""))
                .isEqualTo(new OutputSpec("oci", Map.of("dest", "a,\"b\".tar")));
        assertThat(OutputSpec.parse("type=oci")).isEqualTo(new OutputSpec("oci", Map.of("dest", "-")));
        assertThat(OutputSpec.parse("type=tar")).isEqualTo(new OutputSpec("tar", Map.of("dest", "-")));
        assertThat(OutputSpec.parse("type=docker").attribute("dest"))
                .as("which loads")
                .isEmpty();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "'type=ocy,dest=x', got output type \"ocy\"",
        "'dest=x,name=y', got no type",
        "'type=oci,dest', 'got \"dest\" in'",
        "'', 'got -o \"\", want type=TYPE or a directory'",
        "'type=local,dest=', 'got nothing behind dest='",
        "'type=oci,dest=', 'got nothing behind dest='",
        "'type=oci,type=tar', got \"type\" twice"
    })
    void refusesWhatItDoesNotKnow(String text, String because) {
        assertThatThrownBy(() -> OutputSpec.parse(text))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining(because);
        assertThatThrownBy(() -> OutputSpec.parse("type=oci,dets=x").allowing(List.of("dest")))
                .hasMessage("output type oci has no attribute \"dets\", only dest");
    }
}
