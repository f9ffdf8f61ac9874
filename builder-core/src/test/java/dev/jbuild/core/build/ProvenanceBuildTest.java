package dev.jbuild.core.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.attest.Invocation;
import dev.jbuild.core.attest.Provenance;
import dev.jbuild.core.attest.ProvenanceSettings;
import dev.jbuild.core.attest.ProvenanceSettings.Mode;
import dev.jbuild.core.attest.ProvenanceSettings.Reproducible;
import dev.jbuild.core.image.Attestation;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A provenance says what went in, and nothing that is secret. */
class ProvenanceBuildTest {
    private static final String URL = "https://me:pw@example.org/file?token=hush";
    private static final String[] FILE = {
        "FROM scratch AS empty",
        "COPY x /y",
        "FROM scratch",
        "ARG API_TOKEN",
        "ADD " + URL + " /f",
        "RUN --network=none make",
    };

    private final BuildRig rig = new BuildRig();

    @Test
    void namesFilesOfUrlsByTheirContentAlsoWhenAllIsCached() throws IOException {
        JsonDocument first = predicate(Mode.MIN);
        JsonDocument again = predicate(Mode.MIN);

        JsonDocument file = first.object("buildDefinition")
                .orElseThrow()
                .objects("resolvedDependencies")
                .get(0);
        assertThat(file.text("uri")).isEqualTo("https://example.org/file?token=xxxxx");
        assertThat(file.textMap("digest"))
                .containsEntry(
                        "sha256",
                        Digest.of(URL.getBytes(StandardCharsets.UTF_8)).hex());
        assertThat(again.values()).isEqualTo(first.values());
    }

    @Test
    void saysLittleAtLeast() throws IOException {
        JsonDocument predicate = predicate(Mode.MIN);

        assertThat(predicate.values().toString()).doesNotContain("hush", "pw@", "API_TOKEN", "RUN");
        JsonDocument metadata = metadata(predicate);
        assertThat(metadata.flag("buildkit_hermetic")).isTrue();
        assertThat(metadata.object("buildkit_completeness").orElseThrow().flag("request"))
                .isFalse();
        assertThat(metadata.text("startedOn")).isEqualTo("1970-01-01T00:00:01Z");
    }

    @Test
    void saysTheMostWithoutSecrets() throws IOException {
        JsonDocument predicate = predicate(Mode.MAX);

        assertThat(predicate.values().toString()).doesNotContain("hush", "abc123");
        JsonDocument request = predicate
                .object("buildDefinition")
                .flatMap(definition -> object(definition, "externalParameters"))
                .flatMap(parameters -> object(parameters, "request"))
                .orElseThrow();
        assertThat(request.textMap("args"))
                .containsEntry("build-arg:API_TOKEN", "xxxxx")
                .containsEntry("build-arg:B", "2");
        assertThat(request.objects("secrets").get(0).text("id")).isEqualTo("key");
        JsonDocument kept = metadata(predicate).object("buildkit_metadata").orElseThrow();
        JsonDocument info = kept.object("source").orElseThrow().objects("infos").get(0);
        assertThat(info.text("filename")).isEqualTo("Dockerfile");
        assertThat(java.util.Base64.getDecoder().decode(info.text("data")))
                .asString()
                .isEqualTo("ADD https://example.org/ /x\n");
        assertThat(kept.object("layers").orElseThrow().names()).isNotEmpty();
    }

    private static JsonDocument metadata(JsonDocument predicate) throws IOException {
        return predicate
                .object("runDetails")
                .flatMap(run -> object(run, "metadata"))
                .orElseThrow();
    }

    private static Optional<JsonDocument> object(JsonDocument json, String name) {
        try {
            return json.object(name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private JsonDocument predicate(Mode mode) throws IOException {
        rig.on("make", world -> CompletableFuture.completedFuture(0));
        rig.attesters = List.of((image, from) -> Provenance.of(
                new ProvenanceSettings(mode, "https://example.org/builder", "provenance.json", Reproducible.UNKNOWN),
                invocation(),
                from));
        Attestation made =
                rig.build(FILE).images().built().get(0).attestations().get(0);
        assertThat(made.predicateType()).isEqualTo(Attestation.PROVENANCE);
        return JsonDocument.parse("predicate", made.predicate());
    }

    private static Invocation invocation() {
        return new Invocation(
                new Invocation.Source(
                        Optional.empty(),
                        new Invocation.Text("Dockerfile", "ADD https://me:pw@example.org/ /x\n"),
                        List.of(),
                        List.of()),
                Map.of("build-arg:API_TOKEN", "abc123", "build-arg:B", "2"),
                List.of("key"),
                List.of(),
                Platform.parse("amd64"),
                new Invocation.Moment("7f3a", Instant.ofEpochSecond(1), Instant.ofEpochSecond(2)));
    }
}
