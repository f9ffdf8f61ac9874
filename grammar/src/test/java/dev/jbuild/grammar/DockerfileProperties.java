package dev.jbuild.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.grammar.syntax.SyntaxParser;
import dev.jbuild.grammar.text.ProblemText;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.SyntaxException;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of reading and writing, on the corpus and on thousands of damaged variants of it. */
class DockerfileProperties {

    @Provide
    Arbitrary<String> mutated() {
        return DockerfileTexts.mutated();
    }

    @Property(tries = 4_000)
    void printingAndParsingIsTheIdentity(@ForAll("mutated") String text) {
        parse(text).ifPresent(DockerfileProperties::assertRoundTrip);
    }

    @Property(tries = 4_000)
    void aProblemIsWithinTheText(@ForAll("mutated") String text) {
        SourceText source = SourceText.of("Dockerfile", text);
        try {
            SyntaxParser.parse(source);
            DockerfileParser.parse(source);
        } catch (SyntaxException e) {
            assertThat(e.problems()).isNotEmpty().allSatisfy(problem -> {
                assertThat(problem.span().line()).isBetween(1, Math.max(1, source.lineCount()));
                assertThat(problem.span().endLine()).isBetween(problem.span().line(), Math.max(1, source.lineCount()));
                assertThat(problem.message()).doesNotContain("\n").doesNotEndWith(".");
            });
            assertThat(ProblemText.of(e)).endsWith("\n");
        }
    }

    @Property(tries = 4_000)
    void instructionsFollowEachOther(@ForAll("mutated") String text) {
        parse(text).ifPresent(dockerfile -> {
            int line = 0;
            for (Instruction instruction : dockerfile.instructions()) {
                assertThat(instruction.span().line()).isGreaterThan(line);
                line = instruction.span().endLine();
            }
            assertThat(line).isLessThanOrEqualTo(dockerfile.source().lineCount());
        });
    }

    private static Optional<Dockerfile> parse(String text) {
        try {
            return Optional.of(DockerfileParser.parse(SourceText.of("Dockerfile", text)));
        } catch (SyntaxException e) {
            return Optional.empty();
        }
    }

    static void assertRoundTrip(Dockerfile dockerfile) {
        String printed = DockerfileText.of(dockerfile);
        Dockerfile again = DockerfileParser.parse(SourceText.of("printed", printed));
        assertThat(Shape.of(again)).as(printed).isEqualTo(Shape.of(dockerfile));
        assertThat(DockerfileText.of(again)).isEqualTo(printed);
    }
}
