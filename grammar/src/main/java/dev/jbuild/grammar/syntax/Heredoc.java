package dev.jbuild.grammar.syntax;

import dev.jbuild.grammar.text.Span;

/**
 * A text that stands below its instruction.
 *
 * @param mark where the instruction announces it
 * @param name the word that ends it, quotes and escapes resolved
 * @param fileDescriptor the number in front of {@code <<}; 0 if there is none
 * @param expand false if any part of the name was quoted
 * @param chomp true for {@code <<-}
 * @param content the lines as in the file, each with its end; tabs are still there, nothing is expanded
 * @param span the lines of the content and the one that ends it
 */
public record Heredoc(
        Span mark, String name, int fileDescriptor, boolean expand, boolean chomp, String content, Span span) {

    /** The content as the command or file gets it: for {@code <<-} without the tabs that lines begin with. */
    public String text() {
        return chomp ? withoutLeadingTabs(content) : content;
    }

    private static String withoutLeadingTabs(String lines) {
        StringBuilder result = new StringBuilder(lines.length());
        boolean atStart = true;
        for (int i = 0; i < lines.length(); i++) {
            char c = lines.charAt(i);
            if (!(atStart && c == '\t')) {
                result.append(c);
                atStart = c == '\n';
            }
        }
        return result.toString();
    }
}
