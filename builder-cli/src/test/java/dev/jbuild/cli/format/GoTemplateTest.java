package dev.jbuild.cli.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.JsonDocument;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTemplateTest {
    private static final String IMAGE = """
            {"Id": "sha256:1", "Size": 12, "On": true, "Off": null, "Tags": ["a:1", "b:2"],
             "Config": {"Cmd": ["sh", "-c"], "Labels": {"b.c": "d", "a": "x y"}}}
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{{.Id}}|sha256:1",
                "{{ .Config.Cmd }} and {{.Size}}|[sh -c] and 12",
                "{{.Config.Labels}}|map[a:x y b.c:d]",
                "{{.On}} {{.Off}} {{.Off.More}}|true <no value> <no value>",
                "{{json .Config.Cmd}}|[\"sh\",\"-c\"]",
                "{{json .Off}}|null",
                "{{index .Config.Labels \"b.c\"}}|d",
                "{{index .Config.Labels \"none\"}}!|!",
                "{{index .Config.Cmd 1}}|-c",
                "{{index .Config \"Labels\" \"a\"}}|x y",
                "{{json (index .Tags 0)}}|\"a:1\"",
                "{{range .Tags}}<{{.}}>{{end}}|<a:1><b:2>",
                "{{range .Config.Labels}}<{{.}}>{{end}}|<x y><d>",
                "{{range .Off}}x{{end}}.|.",
                "a {{- .Id -}} b|asha256:1b",
                "{{.Id}}\\t{{.Size}}|'sha256:1\t12'",
                "no action|no action"
            })
    void printsWhatGoPrints(String template, String expected) throws Exception {
        assertThat(render(template)).isEqualTo(expected);
    }

    @Test
    void printsLines() throws Exception {
        assertThat(render("{{range .Tags}}{{println .}}{{end}}{{println .Id .Size}}{{println}}"))
                .isEqualTo("a:1\nb:2\nsha256:1 12\n\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\'',
            value = {
                "{{if .Id}}x{{end}}~if .Id",
                "{{.Id | json}}~'| json'",
                "{{$x := .Id}}~$x",
                "{{range $k, $v := .Tags}}{{end}}~$k",
                "{{range .Id}}{{end}}~range goes over",
                "{{upper .Id}}~upper .Id",
                "{{.Idd}}~did you mean \"Id\"",
                "{{.Id.More}}~no field \"More\"",
                "{{.A..B}}~..B",
                "{{~without }}",
                "{{}}~says nothing",
                "{{range .Tags}}~without {{end}}",
                "{{end}}~without {{range}}",
                "{{index .Tags}}~needs a key",
                "{{index .Tags 7}}~index 7 of a list of 2",
                "{{json}}~something is missing",
                "{{json (.Id}}~( without )",
                "{{template \"x\"}}~template"
            })
    void refusesAllElseAndNamesThePart(String template, String part) {
        assertThatThrownBy(() -> render(template))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
                .hasMessageContaining(part);
    }

    private static String render(String template) throws Exception {
        return GoTemplate.parse(template)
                .render(JsonDocument.parse("image", IMAGE.getBytes(StandardCharsets.UTF_8))
                        .values());
    }
}
