package dev.jbuild.core.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is read by hand is what the patterns of the specification match. */
class ReferenceGrammarTest {
    private static final Pattern REPOSITORY =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
    private static final Pattern REGISTRY = Pattern.compile("(?:[A-Za-z0-9.-]+|\\[[0-9a-fA-F:.]+\\])(?::[0-9]{1,5})?");

    @Property(tries = 5000)
    void agreesWithThePatterns(@ForAll("texts") String text) {
        assertThat(ReferenceGrammar.isRepository(text))
                .isEqualTo(REPOSITORY.matcher(text).matches() && text.length() <= 255);
        assertThat(ReferenceGrammar.isTag(text)).isEqualTo(TAG.matcher(text).matches());
        assertThat(ReferenceGrammar.isRegistry(text))
                .isEqualTo(REGISTRY.matcher(text).matches());
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> few = Arbitraries.of(
                        "a", "z9", "A", "_", "-", ".", "/", ":", "[", "]", "80", "123456", "f", "g", "é", " ", "::1")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
        Arbitrary<String> lengths = Arbitraries.integers().between(120, 260).map("a"::repeat);
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(20, few), net.jqwik.api.Tuple.of(1, lengths));
    }
}
