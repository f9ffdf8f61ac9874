package dev.jbuild.core.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OciJsonTest {
    private static final DiffId LAYER = new DiffId(Digest.ofUtf8("layer"));

    @Test
    void readsBackEveryFieldOfAConfig() throws Exception {
        ContainerConfig.Builder config = ContainerConfig.builder();
        config.user = "1000:1000";
        config.exposedPorts.add("80/tcp");
        config.putEnv("PATH", "/bin").putEnv("A", "1").putEnv("A", "2");
        config.entrypoint = List.of("/entrypoint.sh");
        config.cmd = List.of();
        config.volumes.add("/data");
        config.workingDir = "/src";
        config.putLabels(Map.of("b", "2", "a", "1"));
        config.stopSignal = "SIGTERM";
        config.shell = List.of("/bin/bash", "-c");
        config.onBuild = List.of("RUN true");
        config.healthcheck = new Healthcheck(
                List.of("CMD", "true"), Duration.ofSeconds(3), Duration.ZERO, Duration.ZERO, Duration.ofMillis(1), 2);
        ImageConfig image = new ImageConfig(
                Instant.parse("2026-01-02T03:04:05.678Z"),
                "me",
                new Platform("linux", "arm", "v7", ""),
                config.build(),
                List.of(LAYER),
                List.of(
                        new HistoryEntry(null, "CMD", "", "", true),
                        new HistoryEntry(Instant.EPOCH, "RUN", "", "c", false)));

        assertThat(OciJsonReader.readConfig(OciJson.write(image))).isEqualTo(image);
        assertThat(image.config().envValue("A")).contains("2");
    }

    @Test
    void readsBackAManifestAndAnIndex() throws Exception {
        Descriptor blob = new Descriptor(MediaType.OCI_CONFIG, Digest.ofUtf8("c"), 7);
        ImageManifest manifest = new ImageManifest(
                MediaType.OCI_MANIFEST,
                blob,
                List.of(blob.withMediaType(MediaType.OCI_LAYER).withAnnotations(Map.of("k", "v"))),
                Map.of("x", "y"));
        ImageIndex index = new ImageIndex(
                MediaType.OCI_INDEX, List.of(blob.withPlatform(new Platform("linux", "amd64"))), Map.of());

        assertThat(OciJsonReader.readManifest(OciJson.write(manifest))).isEqualTo(manifest);
        assertThat(OciJsonReader.readIndex(OciJson.write(index))).isEqualTo(index);
        assertThat(OciJsonReader.mediaType(OciJson.write(index))).isEqualTo(MediaType.OCI_INDEX);
    }

    @Test
    void refusesADocumentThatIsTwoTypesAtOnce() {
        byte[] confused =
                "{\"schemaVersion\":2,\"config\":{},\"layers\":[],\"manifests\":[]}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> OciJsonReader.readManifest(confused))
                .isInstanceOf(OciFormatException.class)
                .hasMessage("got \"manifests\" where it has no place: one document as two types");
        assertThatThrownBy(() -> OciJsonReader.readIndex(confused)).isInstanceOf(OciFormatException.class);
    }

    @Test
    void refusesDepthDuplicatesAndWrongTypes() {
        refuses("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}", "nesting depth");
        refuses("{\"history\":[],\"history\":[]}", "Duplicate field");
        refuses("{\"config\":{\"Env\":[1]}}", "no string in image config, \"config\", \"Env\"");
        refuses("{\"created\":\"yesterday\"}", "RFC 3339");
        refuses("[]", "got no JSON object");
        refuses("{} {}", "more than one JSON value");
    }

    private static void refuses(String json, String because) {
        assertThatThrownBy(() -> OciJsonReader.readConfig(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(OciFormatException.class)
                .hasMessageContaining(because);
    }
}
