package dev.jbuild.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.grammar.syntax.SyntaxParser;
import dev.jbuild.grammar.syntax.SyntaxTreeJson;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.testdata.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example of docs/parse.md is what the program prints. */
class DocumentedTreeTest {

    @Test
    void theExampleHasTheTreeThatStandsThere() throws IOException {
        Path page = Corpus.of("dockerfiles").directory().resolve("../../../../../docs/parse.md");
        String text = Files.readString(page.normalize());
        String dockerfile = block(text, "dockerfile");
        assertThat(dockerfile.lines().count()).isGreaterThanOrEqualTo(100);
        SourceText source = SourceText.of("Dockerfile", dockerfile);
        assertThat(SyntaxTreeJson.of(SyntaxParser.parse(source))).isEqualTo(block(text, "json"));
        assertThat(DockerfileParser.parse(source).instructions()).isNotEmpty();
    }

    private static String block(String page, String language) {
        String mark = "\n```" + language + "\n";
        int start = page.indexOf(mark) + mark.length();
        return page.substring(start, page.indexOf("\n```\n", start) + 1);
    }
}
