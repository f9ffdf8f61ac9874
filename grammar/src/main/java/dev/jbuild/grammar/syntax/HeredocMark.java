package dev.jbuild.grammar.syntax;

import java.util.Optional;

/**
 * The word that announces a heredoc: {@code [number]<<[-][blanks]NAME}. The name may have quotes anywhere; then nothing in the text is expanded.
 */
record HeredocMark(String name, int fileDescriptor, boolean expand, boolean chomp, Slice place) {

    private static final int MAX_DESCRIPTOR = 1_000_000;

    /** The mark that a word is, if it is one. */
    static Optional<HeredocMark> of(Slice word) {
        String text = word.text();
        int mark = 0;
        int descriptor = 0;
        while (mark < text.length() && text.charAt(mark) >= '0' && text.charAt(mark) <= '9') {
            descriptor = Math.min(MAX_DESCRIPTOR, descriptor * 10 + text.charAt(mark) - '0');
            mark++;
        }
        if (!text.startsWith("<<", mark)) {
            return Optional.empty();
        }
        boolean chomp = text.startsWith("-", mark + 2);
        int nameStart = mark + (chomp ? 3 : 2);
        while (nameStart < text.length() && isBlank(text.charAt(nameStart))) {
            nameStart++;
        }
        String written = text.substring(nameStart);
        String name = name(written);
        if (name.isEmpty() || written.indexOf('<') >= 0) {
            return Optional.empty();
        }
        return Optional.of(new HeredocMark(name, descriptor, !isQuoted(written), chomp, word));
    }

    /** What may stand between the mark and its name; any other white space ends the word. */
    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    /** Without quotes, escapes resolved. */
    private static String name(String written) {
        StringBuilder name = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == '\\' && escapes(quote, written, i + 1)) {
                i++;
                name.append(i < written.length() ? written.substring(i, i + 1) : "");
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    private static boolean escapes(char quote, String written, int next) {
        return quote == 0 || (quote == '"' && next < written.length() && "\"$\\".indexOf(written.charAt(next)) >= 0);
    }

    private static boolean isQuoted(String written) {
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '\'' || c == '"') {
                return true;
            }
            if (c == '\\') {
                i++;
            }
        }
        return false;
    }
}
