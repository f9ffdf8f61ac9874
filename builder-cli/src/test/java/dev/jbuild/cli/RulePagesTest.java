package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.jbuild.grammar.check.Rule;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who has nothing but the program can open the page that a warning names. */
class RulePagesTest {
    private static final Rule RULE = Rule.JSON_ARGS_RECOMMENDED;

    @Test
    void arePathsOfTheSourcesWithoutAPackagedProgram() {
        assertThat(RulePages.file(RULE, "/classes:/x.jar")).isEqualTo("docs/checks/JSONArgsRecommended.md");
        assertThat(RulePages.url(RULE, "")).isEqualTo("docs/checks/JSONArgsRecommended.md");
    }

    @Test
    void standBesideThePackagedProgram() {
        String classPath = "/opt/my tools/bin/../lib/jbuild.jar";
        assertThat(RulePages.file(RULE, classPath)).isEqualTo("/opt/my tools/docs/checks/JSONArgsRecommended.md");
        assertThat(RulePages.url(RULE, classPath))
                .isEqualTo("file:///opt/my%20tools/docs/checks/JSONArgsRecommended.md");
        assertThat(RulePages.file(RULE, "/lib/jbuild.jar")).isEqualTo("/docs/checks/JSONArgsRecommended.md");
    }

    @Tag("slow")
    @Test
    void areThereInThePackagedProgram() throws IOException {
        try (PackagedProgram program = PackagedProgram.here()) {
            program.files("context", "Dockerfile", "FROM scratch\nCMD serve\nEXPOSE 80/TCP\n");

            assertThat(program.run("--check", "context")).as(program.err()).isOne();
            assertThat(program.out().lines().filter(line -> line.startsWith("  see: ")))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(Path.of(line.substring("  see: ".length())))
                            .isAbsolute()
                            .isRegularFile());

            assertThat(program.run("--check", "--format=json", "context")).isOne();
            URI page = URI.create(firstUrl(program.out()));
            assertThat(Files.readString(Path.of(page))).startsWith("# JSONArgsRecommended\n");

            for (Rule rule : Rule.values()) {
                Path file = program.program().resolveSibling("../" + rule.page());
                assertThat(file).content().startsWith("# " + rule.id() + "\n");
            }
        }
    }

    private static String firstUrl(String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                if ("url".equals(parser.currentName())) {
                    return parser.nextTextValue();
                }
            }
        }
        throw new AssertionError("no url in " + json);
    }
}
