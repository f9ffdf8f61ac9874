package dev.jbuild.cache.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class ChallengeTest {
    @Test
    void readsDockersBearer() {
        assertThat(
                        Challenge.parseAll(
                                List.of(
                                        "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",scope=\"repository:a/b:pull,push\"")))
                .containsExactly(new Challenge(
                        "bearer",
                        Map.of(
                                "realm",
                                "https://auth.docker.io/token",
                                "service",
                                "registry.docker.io",
                                "scope",
                                "repository:a/b:pull,push")));
    }

    @Test
    void readsSeveralInOneHeaderAndInSeveral() {
        assertThat(Challenge.parseAll(
                        List.of("Negotiate, Basic realm = \"a \\\"b\\\"\" , charset=UTF-8", "BEARER realm=x")))
                .containsExactly(
                        new Challenge("negotiate", Map.of()),
                        new Challenge("basic", Map.of("realm", "a \"b\"", "charset", "UTF-8")),
                        new Challenge("bearer", Map.of("realm", "x")));
    }

    @Test
    void takesTheFirstOfAParameterThatComesTwice() {
        assertThat(Challenge.parseAll(List.of("Bearer realm=\"good\",realm=\"evil\"")))
                .containsExactly(new Challenge("bearer", Map.of("realm", "good")));
    }

    @Property
    void readsAnythingWithoutAnException(@ForAll String header) {
        assertThat(Challenge.parseAll(List.of(header))).hasSizeLessThanOrEqualTo(header.length());
    }
}
