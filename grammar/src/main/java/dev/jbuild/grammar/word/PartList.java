package dev.jbuild.grammar.word;

import dev.jbuild.grammar.word.Part.Quoting;
import java.util.ArrayList;
import java.util.List;

/** Collects the parts of a word; text that is quoted alike becomes one part. Used by one thread. */
final class PartList {

    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private Quoting textQuoting = Quoting.PLAIN;

    void add(CharSequence piece, Quoting quoting) {
        if (piece.length() == 0) {
            return;
        }
        if (quoting != textQuoting) {
            endText();
            textQuoting = quoting;
        }
        text.append(piece);
    }

    void add(Part.Variable variable) {
        endText();
        parts.add(variable);
    }

    List<Part> parts() {
        endText();
        return parts;
    }

    private void endText() {
        if (text.length() > 0) {
            parts.add(new Part.Text(text.toString(), textQuoting));
            text.setLength(0);
        }
    }
}
