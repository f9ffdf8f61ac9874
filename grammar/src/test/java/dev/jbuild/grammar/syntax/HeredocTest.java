package dev.jbuild.grammar.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeredocTest {

    @Test
    void keepsTabsUnlessChomped() {
        String content = "\ta\n\t\tb\tc\n \td\n\t\n";
        assertThat(heredoc(false, content).text()).isEqualTo(content);
        assertThat(heredoc(true, content).text()).isEqualTo("a\nb\tc\n \td\n\n");
    }

    @Test
    void hasFewBlanksBetweenMarkAndName() {
        assertThat(names("RUN a << \t\rb\nb\n")).containsExactly("b");
        assertThat(names("RUN a <<\fb\n")).isEmpty();
        assertThat(names("RUN a << \u00a0b\n")).isEmpty();
        assertThat(names("RUN \"\\a\" <<\fb\n")).isEmpty();
    }

    @Test
    void hasTheNameWithAllItsCharacters() {
        assertThat(names("RUN a <<b\u0000\nb\u0000\n")).containsExactly("b\u0000");
    }

    private static List<String> names(String text) {
        SyntaxNode node =
                SyntaxParser.parse(SourceText.of("f", text)).instructions().get(0);
        return node.heredocs().stream().map(Heredoc::name).toList();
    }

    private static Heredoc heredoc(boolean chomp, String content) {
        return new Heredoc(Span.at(1, 5), "EOF", 0, true, chomp, content, Span.at(2, 1));
    }
}
