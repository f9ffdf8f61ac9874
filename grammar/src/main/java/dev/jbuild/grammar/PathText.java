package dev.jbuild.grammar;

import dev.jbuild.grammar.syntax.Heredoc;
import dev.jbuild.grammar.text.Blanks;
import java.util.ArrayList;
import java.util.List;

/** Paths as text: words if each of them is one, else an exec form. */
final class PathText {

    private static final CopySource.Cases<String> WORDS = new CopySource.Cases<>() {
        @Override
        public String path(CopySource.Path path) {
            return path.argument().source();
        }

        @Override
        public String inline(CopySource.Inline inline) {
            return mark(inline.heredoc());
        }
    };

    private PathText() {}

    static String of(List<CopySource> sources, Argument destination) {
        List<String> words = new ArrayList<>();
        sources.forEach(source -> words.add(source.match(WORDS)));
        words.add(destination.source());
        boolean inline = sources.stream().anyMatch(CopySource.Inline.class::isInstance);
        return inline ? String.join(" ", words) : of(words);
    }

    static String of(List<String> words) {
        return words.stream().allMatch(PathText::isWord) && !words.get(0).startsWith("[")
                ? String.join(" ", words)
                : InstructionText.exec(words);
    }

    private static boolean isWord(String text) {
        return !text.isEmpty()
                && !text.contains("<<")
                && text.chars().noneMatch(c -> Blanks.isSpace((char) c) || Character.isISOControl(c));
    }

    private static String mark(Heredoc heredoc) {
        String escaped = heredoc.expand() ? "\"'\\" : "\"$\\";
        StringBuilder name = new StringBuilder();
        for (char c : heredoc.name().toCharArray()) {
            // A hyphen at the start would be the one of <<-.
            boolean special = escaped.indexOf(c) >= 0 || (c == '-' && name.length() == 0 && heredoc.expand());
            name.append(special ? "\\" : "").append(c);
        }
        String descriptor = heredoc.fileDescriptor() == 0 ? "" : String.valueOf(heredoc.fileDescriptor());
        String quote = heredoc.expand() ? "" : "\"";
        return descriptor + (heredoc.chomp() ? "<<-" : "<<") + quote + name + quote;
    }
}
