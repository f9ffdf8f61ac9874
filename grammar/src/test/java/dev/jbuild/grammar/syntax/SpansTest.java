package dev.jbuild.grammar.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Places lead back to the characters that were read. */
class SpansTest {

    @Test
    void ofWordsAndFlags() {
        SyntaxNode node =
                parse("FROM x\n  COPY --from=a   b \\\n   c/\\\n d \t \"e\"\n").get(1);
        assertThat(at(node.origin().span())).isEqualTo("2:3-4:9");
        assertThat(at(node.flags().get(0).span())).isEqualTo("2:8-2:16");
        Body.Words words = (Body.Words) node.body();
        assertThat(words.words().stream().map(token -> token.text() + " " + at(token.span())))
                .containsExactly("b 2:19-2:20", "c/ 3:4-3:6", "d 4:2-4:3", "\"e\" 4:6-4:9");
    }

    @Test
    void ofAWordOverTwoLines() {
        Body.Words words = (Body.Words) parse("FROM a\\\nb\n").get(0).body();
        assertThat(words.words()).containsExactly(new Token("ab", new Span(1, 6, 2, 2)));
    }

    @Test
    void ofPairs() {
        Body.Pairs pairs =
                (Body.Pairs) parse("ENV a=\"b c\" \\\n  d=e\n").get(0).body();
        assertThat(pairs.pairs().stream()
                        .map(pair ->
                                at(pair.name().span()) + " " + at(pair.value().span())))
                .containsExactly("1:5-1:6 1:7-1:12", "2:3-2:4 2:5-2:6");
    }

    @Test
    void ofAnExecForm() {
        Body.Exec exec =
                (Body.Exec) parse("CMD [\"a\", \"😀\\n\", \"b\"]\n").get(0).body();
        assertThat(exec.words().stream().map(token -> at(token.span())))
                .containsExactly("1:6-1:9", "1:11-1:17", "1:19-1:22");
    }

    @Test
    void ofHeredocs() {
        SyntaxNode node = parse("RUN cat <<A 2<<-'B'\na\nA\n\tb\n\tB\nRUN x\n").get(0);
        assertThat(at(node.origin().span())).isEqualTo("1:1-5:3");
        assertThat(node.heredocs().stream().map(heredoc -> at(heredoc.mark()) + " " + at(heredoc.span())))
                .containsExactly("1:9-1:12 2:1-3:2", "1:13-1:20 4:1-5:3");
        assertThat(node.heredocs().get(1).fileDescriptor()).isEqualTo(2);
    }

    @Test
    void ofAByteOrderMarkAndCarriageReturns() {
        List<SyntaxNode> nodes = parse("\uFEFFFROM x\r\nRUN a \\\r\n  b\r\n");
        assertThat(at(nodes.get(0).origin().span())).isEqualTo("1:1-1:7");
        assertThat(at(nodes.get(1).origin().span())).isEqualTo("2:1-3:4");
    }

    @Test
    void ofAllLinesThatAContinuationDrawsIn() {
        List<SyntaxNode> nodes = parse("\\\n  \\\nRUN a\nRUN b \\\n# c\n\n");
        assertThat(nodes.stream().map(node -> node.origin().lines()).map(lines -> lines.line() + "-" + lines.endLine()))
                .containsExactly("1-3", "4-6");
        assertThat(at(nodes.get(0).origin().span())).isEqualTo("3:1-3:6");
        assertThat(at(nodes.get(1).origin().span())).isEqualTo("4:1-4:6");
    }

    @Test
    void ofDirectivesAndEmptyLines() {
        SyntaxTree tree = SyntaxParser.parse(SourceText.of("f", "  # escape = `  \nRUN a `\n\n b\n"));
        assertThat(at(tree.directives().get(0).span())).isEqualTo("1:3-1:15");
        assertThat(tree.instructions().get(0).origin().blankLine()).isEqualTo(3);
    }

    @Test
    void commentsAreThoseRightAbove() {
        List<SyntaxNode> nodes =
                parse("# a\nFROM x\n# b\n\n#c \n#\n # d\n\t#e\nRUN y \\\n # f\n\n z\nRUN w\n# g\n\nRUN v\n");
        assertThat(nodes.stream().map(node -> node.origin().comments()))
                .containsExactly(List.of("a"), List.of("d", "e"), List.of(), List.of());
    }

    private static List<SyntaxNode> parse(String text) {
        return new ArrayList<>(SyntaxParser.parse(SourceText.of("f", text)).instructions());
    }

    private static String at(Span span) {
        return "%d:%d-%d:%d".formatted(span.line(), span.column(), span.endLine(), span.endColumn());
    }
}
