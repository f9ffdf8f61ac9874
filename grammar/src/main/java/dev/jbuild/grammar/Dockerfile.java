package dev.jbuild.grammar;

import dev.jbuild.grammar.syntax.Directive;
import dev.jbuild.grammar.text.Problem;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.word.Escape;
import java.util.List;

/**
 * A Dockerfile whose form is right: an ARG or FROM comes first, and there is a FROM. Nothing is expanded, and no stage or image is looked
 * for.
 *
 * @param latent what is wrong only where an instruction is carried out: words of stages, which stand empty in {@code instructions}, and whatever
 *     is wrong with triggers
 */
public record Dockerfile(
        SourceText source,
        List<Directive> directives,
        Escape escape,
        List<Instruction> instructions,
        List<Problem> latent) {

    public Dockerfile {
        directives = List.copyOf(directives);
        instructions = List.copyOf(instructions);
        latent = List.copyOf(latent);
    }
}
