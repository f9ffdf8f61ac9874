package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.testdata.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is claimed of images, by an ordinary user: attestations and sameness, of several platforms, on a base that only a registry has. */
@Tag("rootless")
@Tag("peers")
class ClaimsOfUserTest {
    private static final String BOTH = "linux/amd64,linux/arm64";
    private static final String DOCKERFILE = """
            FROM --platform=$BUILDPLATFORM %s AS build
            ARG TARGETARCH
            RUN echo "for $TARGETARCH" >/out
            FROM scratch
            COPY --from=build /out /
            """;

    @Test
    void areMadeByAnOrdinaryUser() throws IOException, InterruptedException {
        try (PackagedProgram root = PackagedProgram.here().withBusybox();
                PackagedProgram program = PackagedProgram.ofOrdinaryUser();
                DockerRegistry registry =
                        DockerRegistry.start(root.directory().resolve("registry"), DockerRegistry.Kind.PLAIN)) {
            String base = registry.name() + "/base/busybox:1";
            root.runs("tag", "busybox", base);
            root.runs("push", base);
            program.files("context", "Dockerfile", DOCKERFILE.formatted(base));
            program.own();
            program.env("SOURCE_DATE_EPOCH", "1000");

            OtherReaders others = new OtherReaders(program);
            claims(program, registry.name() + "/team/claimed:1", others);
            reproduces(program, others);
        }
    }

    private static void claims(PackagedProgram program, String name, OtherReaders others) throws IOException {
        program.runs("--platform", BOTH, "--provenance=max", "--sbom", "--push", "-t", name, "context");
        program.runs("verify", "registry:" + name);
        program.runs("manifest", "inspect", name);
        assertThat(program.out().split("attestation-manifest", -1))
                .as("one for each platform")
                .hasSize(3);
        assertThat(others.registry(name).resolve("out")).hasContent("for amd64\n");
        program.runs("--provenance=max", "--sbom", "-o", "type=local,dest=files", "context");
        Path files = program.directory().resolve("files");
        assertThat(files.resolve("provenance.json")).content().contains("pkg:docker/");
        assertThat(files.resolve("sbom.spdx.json")).content().contains("SPDX-2.3");
    }

    private static void reproduces(PackagedProgram program, OtherReaders others) throws IOException {
        String output = "type=oci,rewrite-timestamp=true,dest=";
        program.runs("--reproducible", "--platform", BOTH, "-o", output + "same.tar", "context");
        assertThat(others.archive("same.tar").resolve("out")).hasContent("for amd64\n");

        Path dockerfile = program.directory().resolve("context/Dockerfile");
        Files.writeString(
                dockerfile,
                Files.readString(dockerfile).replace("for $TARGETARCH", "$(cat /proc/sys/kernel/random/uuid)"));
        assertThat(program.run("--reproducible", "--platform", BOTH, "-o", output + "other.tar", "context"))
                .isEqualTo(1);
        assertThat(program.err()).contains("linux/arm64", "M /out: content sha256:", "is not reproducible");
        assertThat(program.directory().resolve("other.tar")).doesNotExist();
    }
}
