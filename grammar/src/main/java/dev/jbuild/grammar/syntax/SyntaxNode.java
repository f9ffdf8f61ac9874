package dev.jbuild.grammar.syntax;

import java.util.List;

/**
 * One instruction as it is written; whether it means something is not known.
 *
 * @param keyword upper case
 * @param flags the words {@code --name} and {@code --name=value} behind the keyword, quotes removed
 * @param heredocs the texts below it, in order; those of an ONBUILD belong to the instruction that it holds, but stand here
 */
public record SyntaxNode(Origin origin, String keyword, List<Token> flags, Body body, List<Heredoc> heredocs) {

    public SyntaxNode {
        flags = List.copyOf(flags);
        heredocs = List.copyOf(heredocs);
    }

    /** The same with texts below it; its place then reaches to the end of the last one. */
    SyntaxNode withHeredocs(List<Heredoc> texts) {
        if (texts.isEmpty()) {
            return this;
        }
        Heredoc last = texts.get(texts.size() - 1);
        return new SyntaxNode(origin.to(last.span()), keyword, flags, body, texts);
    }
}
