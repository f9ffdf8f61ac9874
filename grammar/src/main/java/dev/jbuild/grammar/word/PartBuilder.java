package dev.jbuild.grammar.word;

import dev.jbuild.grammar.antlr.WordParser;
import dev.jbuild.grammar.antlr.WordParser.InnerContext;
import dev.jbuild.grammar.antlr.WordParser.PieceContext;
import dev.jbuild.grammar.antlr.WordParserBaseVisitor;
import dev.jbuild.grammar.word.Part.Quoting;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;

/** Turns the tree of one word, or of a word within a substitution, into parts. Used by one thread, once for each word. */
final class PartBuilder extends WordParserBaseVisitor<PartBuilder> {

    /** What becomes of an escape: it vanishes, or, in patterns and replacements, it stays. */
    private enum Escapes {
        RESOLVED,
        KEPT
    }

    private final Escape escape;
    private final Escapes escapes;
    private final PartList parts = new PartList();
    private Quoting quoting = Quoting.PLAIN;
    private String name = "";

    PartBuilder(Escape escape) {
        this(escape, Escapes.RESOLVED);
    }

    private PartBuilder(Escape escape, Escapes escapes) {
        this.escape = escape;
        this.escapes = escapes;
    }

    List<Part> parts(List<? extends ParserRuleContext> pieces) {
        for (ParserRuleContext piece : pieces) {
            piece.accept(this);
        }
        return parts.parts();
    }

    @Override
    public PartBuilder visitText(WordParser.TextContext context) {
        return add(context.getText(), Quoting.PLAIN);
    }

    @Override
    public PartBuilder visitEscaped(WordParser.EscapedContext context) {
        return addEscaped(context);
    }

    @Override
    public PartBuilder visitSingle(WordParser.SingleContext context) {
        String quoted = context.getText();
        return add(quoted.substring(1, quoted.length() - 1), Quoting.QUOTED);
    }

    @Override
    public PartBuilder visitQuoted(WordParser.QuotedContext context) {
        quoting = Quoting.QUOTED;
        for (InnerContext inner : context.inner()) {
            inner.accept(this);
        }
        quoting = Quoting.PLAIN;
        return this;
    }

    @Override
    public PartBuilder visitInnerText(WordParser.InnerTextContext context) {
        return add(context.getText(), Quoting.QUOTED);
    }

    @Override
    public PartBuilder visitInnerEscaped(WordParser.InnerEscapedContext context) {
        return addEscaped(context);
    }

    @Override
    public PartBuilder visitInnerPlainEscape(WordParser.InnerPlainEscapeContext context) {
        return add(escapes == Escapes.KEPT ? "\\\\" : "\\", Quoting.QUOTED);
    }

    @Override
    public PartBuilder visitBare(WordParser.BareContext context) {
        return add(context.getText().substring(1), Operator.VALUE, List.of(), List.of());
    }

    @Override
    public PartBuilder visitSubstitution(WordParser.SubstitutionContext context) {
        name = context.NAME() == null ? "" : context.NAME().getText();
        return context.tail().accept(this);
    }

    @Override
    public PartBuilder visitPlain(WordParser.PlainContext context) {
        return add(name, Operator.VALUE, List.of(), List.of());
    }

    @Override
    public PartBuilder visitChoice(WordParser.ChoiceContext context) {
        Operator operator = Operator.of(context.OPERATOR().getText());
        return add(name, operator, nested(context.argument().piece(), Escapes.RESOLVED), List.of());
    }

    @Override
    public PartBuilder visitTrim(WordParser.TrimContext context) {
        Operator operator = Operator.of(context.TRIM().getText());
        return add(name, operator, nested(context.argument().piece(), Escapes.KEPT), List.of());
    }

    @Override
    public PartBuilder visitReplace(WordParser.ReplaceContext context) {
        List<Part> pattern = nested(context.pattern().piece(), Escapes.KEPT);
        List<Part> replacement = nested(context.argument().piece(), Escapes.KEPT);
        return add(name, Operator.of(context.REPLACE().getText()), pattern, replacement);
    }

    private List<Part> nested(List<PieceContext> pieces, Escapes nestedEscapes) {
        return new PartBuilder(escape, nestedEscapes).parts(pieces);
    }

    private PartBuilder addEscaped(ParserRuleContext context) {
        String both = context.getText();
        return add(escapes == Escapes.KEPT ? both : both.substring(1), Quoting.QUOTED);
    }

    private PartBuilder add(String swapped, Quoting pieceQuoting) {
        parts.add(EscapeSwap.apply(swapped, escape), pieceQuoting);
        return this;
    }

    private PartBuilder add(String variable, Operator operator, List<Part> argument, List<Part> replacement) {
        parts.add(new Part.Variable(variable, operator, argument, replacement, quoting));
        return this;
    }
}
