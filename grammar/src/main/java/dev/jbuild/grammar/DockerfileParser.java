package dev.jbuild.grammar;

import dev.jbuild.grammar.syntax.SyntaxNode;
import dev.jbuild.grammar.syntax.SyntaxParser;
import dev.jbuild.grammar.syntax.SyntaxTree;
import dev.jbuild.grammar.text.Problems;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.text.SyntaxException;
import java.util.ArrayList;
import java.util.List;

/** Reads Dockerfiles, and single instructions as image configs and command lines have them. */
public final class DockerfileParser {

    private DockerfileParser() {}

    /** @throws SyntaxException with all that is wrong with the file, {@link Dockerfile#latent} included */
    public static Dockerfile parse(SourceText source) {
        Dockerfile dockerfile = parseStages(source);
        if (!dockerfile.latent().isEmpty()) {
            throw new SyntaxException(source, dockerfile.latent());
        }
        return dockerfile;
    }

    /**
     * Reads a file of which some stages may never be built: it is taken even if something in them is wrong, as other builders take it.
     *
     * @throws SyntaxException with all that is wrong with the file, if anything is that counts in any case
     */
    public static Dockerfile parseStages(SourceText source) {
        Problems problems = new Problems();
        Problems latent = new Problems();
        SyntaxTree tree = SyntaxParser.parse(source, problems);
        if (problems.isEmpty()) {
            checkOrder(tree, problems);
        }
        List<Instruction> instructions = read(tree, problems, latent);
        if (!problems.isEmpty()) {
            latent.sorted().forEach(problems::add);
        }
        problems.throwIfAny(source);
        return new Dockerfile(source, tree.directives(), tree.escape(), instructions, latent.sorted());
    }

    /**
     * Reads the one instruction that a text is, as {@code --change} takes it.
     *
     * @throws SyntaxException if it is none, or more than one
     */
    public static Instruction parseInstruction(SourceText source) {
        Problems problems = new Problems();
        SyntaxTree tree = SyntaxParser.parse(source, problems);
        List<Instruction> instructions = read(tree, problems, problems);
        if (tree.instructions().size() > 1) {
            Span second = tree.instructions().get(1).origin().span();
            problems.error("too-many-instructions", "want one instruction only", second);
        }
        problems.throwIfAny(source);
        return instructions.get(0);
    }

    /**
     * Reads a trigger as the config of an image keeps it; the escape character is the backslash.
     *
     * @throws SyntaxException if it is no instruction that can be a trigger
     */
    public static Instruction parseOnbuild(String trigger) {
        SourceText source = SourceText.of("ONBUILD", trigger);
        Instruction instruction = parseInstruction(source);
        boolean forbidden = instruction instanceof Instruction.From
                || instruction instanceof Instruction.Onbuild
                || instruction instanceof Instruction.Maintainer;
        if (forbidden) {
            Problems problems = new Problems();
            String keyword = instruction.origin().keyword();
            problems.error("bad-trigger", "ONBUILD takes no " + keyword, instruction.span());
            problems.throwIfAny(source);
        }
        return instruction;
    }

    private static List<Instruction> read(SyntaxTree tree, Problems problems, Problems latent) {
        InstructionReader always = new InstructionReader(tree.escape(), problems, problems);
        InstructionReader perhaps = new InstructionReader(tree.escape(), problems, latent);
        List<Instruction> instructions = new ArrayList<>(tree.instructions().size());
        boolean inStage = false;
        for (SyntaxNode node : tree.instructions()) {
            if (problems.isFull() || latent.isFull()) {
                break;
            }
            boolean from = node.keyword().equals("FROM");
            InstructionReader reader = inStage && !from ? perhaps : always;
            inStage |= from;
            reader.read(node).ifPresent(instructions::add);
        }
        return instructions;
    }

    /** Only ARG may stand before the first FROM, and there must be one. */
    private static void checkOrder(SyntaxTree tree, Problems problems) {
        for (SyntaxNode node : tree.instructions()) {
            if (node.keyword().equals("FROM")) {
                return;
            }
            if (!node.keyword().equals("ARG")) {
                if (InstructionReader.KEYWORDS.contains(node.keyword())) {
                    problems.error(
                            "no-stage",
                            "%s stands before the first FROM".formatted(node.keyword()),
                            node.origin().span(),
                            "begin with FROM and the name of an image");
                }
                return;
            }
        }
        SyntaxNode last = tree.instructions().get(tree.instructions().size() - 1);
        problems.error("no-stage", "the file has no FROM", last.origin().span(), "add FROM and the name of an image");
    }
}
