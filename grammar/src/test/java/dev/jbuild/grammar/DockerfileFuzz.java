package dev.jbuild.grammar;

import dev.jbuild.grammar.syntax.SyntaxParser;
import dev.jbuild.grammar.syntax.SyntaxTree;
import dev.jbuild.grammar.syntax.SyntaxTreeJson;
import dev.jbuild.grammar.syntax.SyntaxTreeText;
import dev.jbuild.grammar.text.Problem;
import dev.jbuild.grammar.text.ProblemText;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.SyntaxException;

/** Any bytes are a Dockerfile, which can be printed and read again, or have problems, each in a place that the file has. */
public final class DockerfileFuzz {

    private DockerfileFuzz() {}

    /** What fuzzers call. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            SourceText source = SourceText.decode("Dockerfile", input);
            SyntaxTree tree = SyntaxParser.parse(source);
            require(SyntaxTreeJson.of(tree).endsWith("}\n"), "the tree is an object");
            require(!SyntaxTreeText.of(tree).isEmpty(), "the tree is a text");
            DockerfileProperties.assertRoundTrip(DockerfileParser.parse(source));
        } catch (SyntaxException e) {
            for (Problem problem : e.problems()) {
                int lines = Math.max(1, e.source().lineCount());
                require(problem.span().endLine() <= lines, "a problem is within the text");
            }
            require(ProblemText.of(e).endsWith("\n"), "problems are lines");
        }
    }

    static void require(boolean law, String text) {
        if (!law) {
            throw new AssertionError(text);
        }
    }
}
