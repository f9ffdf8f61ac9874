package dev.jbuild.core.frontend;

import dev.jbuild.grammar.DockerfileParser;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.text.SyntaxException;

/** Reads what base images want to be done in the builds upon them. */
final class Triggers {

    private Triggers() {}

    /** @throws InstructionException if the image's trigger is no instruction, at the FROM that names the image */
    static Instruction parse(String trigger, String image, Span from) {
        try {
            return DockerfileParser.parseOnbuild(trigger);
        } catch (SyntaxException e) {
            throw InstructionException.invalid(
                    "image \"%s\" has an ONBUILD trigger \"%s\" that cannot be read: %s"
                            .formatted(image, trigger, e.problems().get(0).message()),
                    from);
        }
    }
}
