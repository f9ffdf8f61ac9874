package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.word.Escape;
import java.util.List;

/** A file that is formed like a Dockerfile. No instruction is checked: keywords may be unknown, arguments missing. */
public record SyntaxTree(SourceText source, List<Directive> directives, Escape escape, List<SyntaxNode> instructions) {

    public SyntaxTree {
        directives = List.copyOf(directives);
        instructions = List.copyOf(instructions);
    }
}
