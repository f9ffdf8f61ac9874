package dev.jbuild.core.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.frontend.Outline.Arg;
import dev.jbuild.core.frontend.Outline.Credential;
import dev.jbuild.core.frontend.Outline.Need;
import org.junit.jupiter.api.Test;

class OutlineTest {

    private static final String FILE = """
            # VERSION of the base image
            ARG VERSION=bookworm
            ARG UNUSED=1
            FROM debian:$VERSION AS base
            ARG TARGETARCH
            # LEVEL how hard to try
            ARG LEVEL=3
            RUN --mount=type=cache,target=/c --mount=type=secret,id=token,required make
            # other is not wanted here
            FROM alpine AS other
            ARG FOREIGN=1
            RUN --mount=type=secret,id=foreign true
            # out is what we ship
            FROM base AS out
            RUN --mount=type=ssh --mount=type=secret,id=token --mount=type=secret,id=more true
            """;

    @Test
    void listsWhatAUserCanGive() {
        Outline outline = Frontend.outline(
                PlanCase.of(FILE, "target out", "build-arg LEVEL=9").request());
        assertThat(outline.name()).isEqualTo("out");
        assertThat(outline.description()).isEqualTo("is what we ship");
        assertThat(outline.args())
                .containsExactly(
                        new Arg("VERSION", "of the base image", "bookworm", 2),
                        new Arg("TARGETARCH", "", "amd64", 5),
                        new Arg("LEVEL", "how hard to try", "9", 7));
        assertThat(outline.secrets())
                .containsExactly(new Credential("token", Need.REQUIRED), new Credential("more", Need.OPTIONAL));
        assertThat(outline.agents()).containsExactly(new Credential("default", Need.OPTIONAL));
        assertThat(outline.cacheMounts()).containsExactly("/c");
    }

    @Test
    void looksAtTheLastStageWithoutATarget() {
        assertThat(Frontend.outline(PlanCase.of(FILE).request()).name()).isEqualTo("out");
    }

    @Test
    void needsNoBaseImage() {
        Outline outline =
                Frontend.outline(PlanCase.of("FROM no-such-image\nARG A=1\n").request());
        assertThat(outline.args()).containsExactly(new Arg("A", "", "1", 2));
    }

    @Test
    void listsTheLastDeclarationOfAVariable() {
        Outline outline = Frontend.outline(PlanCase.of("""
                        FROM scratch AS base
                        # A is the first
                        ARG A=1
                        ARG B=1
                        FROM base
                        # A is the second
                        ARG A=2
                        # A is the third
                        ARG A=3
                        """).request());
        assertThat(outline.args()).containsExactly(new Arg("B", "", "1", 4), new Arg("A", "is the third", "3", 9));
    }

    @Test
    void listsTargets() {
        assertThat(Frontend.targets(PlanCase.of(FILE + "FROM --platform=$BUILDPLATFORM out\n")
                        .request()
                        .dockerfile()))
                .containsExactly(
                        new Target("base", "", Target.Choice.OTHER, "debian:$VERSION", "", 4),
                        new Target("other", "is not wanted here", Target.Choice.OTHER, "alpine", "", 10),
                        new Target("out", "is what we ship", Target.Choice.OTHER, "base", "", 14),
                        new Target("", "", Target.Choice.DEFAULT, "out", "$BUILDPLATFORM", 16));
    }
}
