package dev.jbuild.grammar;

import dev.jbuild.grammar.syntax.Directive;
import dev.jbuild.grammar.syntax.Heredoc;
import dev.jbuild.grammar.word.Escape;
import java.nio.charset.StandardCharsets;

/**
 * Writes a Dockerfile in one form: upper-case keywords, one blank between words, one line for each instruction unless that would be too long.
 * What is read from the text is the same Dockerfile, save places.
 */
public final class DockerfileText {

    /** Lines are broken before they come near to the longest that is read. */
    private static final int MAX_LINE_BYTES = 60_000;

    private final Escape escape;
    private final StringBuilder out = new StringBuilder();

    private DockerfileText(Escape escape) {
        this.escape = escape;
    }

    /** The whole file, of which nothing is wrong ({@link Dockerfile#latent} is empty); ends with a line end. */
    public static String of(Dockerfile dockerfile) {
        DockerfileText text = new DockerfileText(dockerfile.escape());
        for (Directive directive : dockerfile.directives()) {
            text.out.append("# %s=%s\n".formatted(directive.name(), directive.value()));
        }
        // A comment at the very top could be read as a directive.
        text.out.append('\n');
        for (Instruction instruction : dockerfile.instructions()) {
            text.add(instruction);
        }
        return text.out.toString();
    }

    private void add(Instruction instruction) {
        for (String comment : instruction.origin().comments()) {
            out.append("# ").append(comment).append('\n');
        }
        String line = instruction.match(new InstructionText());
        addLine(line);
        for (Heredoc heredoc : InstructionText.heredocs(instruction)) {
            out.append(heredoc.content()).append(heredoc.name()).append('\n');
        }
    }

    private void addLine(String line) {
        int start = 0;
        int bytes = 0;
        for (int i = 0; i < line.length(); i++) {
            bytes += String.valueOf(line.charAt(i)).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_LINE_BYTES && canBreak(line, i)) {
                out.append(line, start, i).append(escape.character()).append('\n');
                start = i;
                bytes = 0;
            }
        }
        out.append(line, start, line.length());
        // A last character that would continue the line is kept from it by white space that is no blank.
        out.append(line.charAt(line.length() - 1) == escape.character() ? "\f\n" : "\n");
    }

    /** Between characters that stay what they are when a line ends between them. */
    private boolean canBreak(String line, int index) {
        char before = line.charAt(index - 1);
        char behind = line.charAt(index);
        return isOrdinary(before) && isOrdinary(behind);
    }

    private boolean isOrdinary(char c) {
        return c > ' ' && c != '#' && c != escape.character() && !Character.isSurrogate(c);
    }
}
