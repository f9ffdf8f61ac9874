package dev.jbuild.grammar.word;

import java.util.ArrayList;
import java.util.List;

/**
 * The replacement of <code>${x//p/r}</code>: <code>$0</code> and <code>${0}</code> are the match, other names are empty, <code>$$</code> is a
 * dollar sign, and a dollar sign that begins none of these stands for itself. A name is as long as it can be: letters, digits and underscores.
 *
 * @param pieces what stands between the matches to put in; at least one
 */
record Template(List<String> pieces) {

    static Template parse(String text) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            if (text.charAt(i) != '$') {
                piece.append(text.charAt(i++));
                continue;
            }
            if (i + 1 < text.length() && text.charAt(i + 1) == '$') {
                piece.append('$');
                i += 2;
                continue;
            }
            boolean braced = i + 1 < text.length() && text.charAt(i + 1) == '{';
            int nameStart = braced ? i + 2 : i + 1;
            int nameEnd = nameEnd(text, nameStart);
            boolean closed = !braced || (nameEnd < text.length() && text.charAt(nameEnd) == '}');
            if (nameEnd == nameStart || !closed) {
                piece.append('$');
                i++;
                continue;
            }
            if (nameEnd == nameStart + 1 && text.charAt(nameStart) == '0') {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
            i = braced ? nameEnd + 1 : nameEnd;
        }
        pieces.add(piece.toString());
        return new Template(pieces);
    }

    String fill(String match) {
        return String.join(match, pieces);
    }

    private static int nameEnd(String text, int start) {
        int i = start;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            if (!Character.isLetter(point) && !Character.isDigit(point) && point != '_') {
                break;
            }
            i += Character.charCount(point);
        }
        return i;
    }
}
