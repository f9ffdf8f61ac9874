package dev.jbuild.grammar.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.grammar.text.Span;
import org.junit.jupiter.api.Test;

class HeredocTest {

    @Test
    void keepsTabsUnlessChomped() {
        String content = "\ta\n\t\tb\tc\n \td\n\t\n";
        assertThat(heredoc(false, content).text()).isEqualTo(content);
        assertThat(heredoc(true, content).text()).isEqualTo("a\nb\tc\n \td\n\n");
    }

    private static Heredoc heredoc(boolean chomp, String content) {
        return new Heredoc(Span.at(1, 5), "EOF", 0, true, chomp, content, Span.at(2, 1));
    }
}
