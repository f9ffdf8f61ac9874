package dev.jbuild.core.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "debian, docker.io/library/debian:latest, debian:latest",
        "debian:bookworm, docker.io/library/debian:bookworm, debian:bookworm",
        "test/cowsay, docker.io/test/cowsay:latest, test/cowsay:latest",
        "docker.io/debian, docker.io/library/debian:latest, debian:latest",
        "index.docker.io/library/debian, docker.io/library/debian:latest, debian:latest",
        "localhost/x, localhost/x:latest, localhost/x:latest",
        "localhost:5000/x:1, localhost:5000/x:1, localhost:5000/x:1",
        "[::1]:5000/x, [::1]:5000/x:latest, [::1]:5000/x:latest",
        "ghcr.io/a/b/c:v1.0, ghcr.io/a/b/c:v1.0, ghcr.io/a/b/c:v1.0"
    })
    void normalisesAsDockerDoes(String written, String full, String familiar) {
        ImageReference reference = ImageReference.parse(written);
        assertThat(reference).hasToString(full);
        assertThat(reference.familiar()).isEqualTo(familiar);
        assertThat(ImageReference.parse(full)).isEqualTo(reference);
    }

    @Test
    void keepsTagAndDigest() {
        String digest = Digest.ofUtf8("x").toString();
        ImageReference reference = ImageReference.parse("debian:12@" + digest);
        assertThat(reference.tag()).isEqualTo("12");
        assertThat(reference.digestIfAny()).contains(Digest.parse(digest));
        assertThat(ImageReference.parse("debian@" + digest).tag()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Debian",
                "a//b",
                "a:",
                "a:b:c",
                "a b",
                "-x",
                "debian@sha256:12",
                "x/../y",
                "a:-t",
                "host.io/"
            })
    void refusesWhatIsNoReference(String text) {
        assertThatThrownBy(() -> ImageReference.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
