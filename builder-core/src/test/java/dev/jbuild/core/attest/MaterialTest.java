package dev.jbuild.core.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaterialTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://example.org/a.tar                        | https://example.org/a.tar",
                "https://me:secret@example.org/r.git#main          | https://example.org/r.git#main",
                "https://token@example.org                         | https://example.org",
                "https://example.org/a@b                           | https://example.org/a@b",
                "https://example.org/a?token=abc&v=1&X-Amz-Signature=f | https://example.org/a?token=xxxxx&v=1&X-Amz-Signature=xxxxx",
                "git@example.org:r.git                             | git@example.org:r.git"
            })
    void leavesOutWhatIsSecret(String url, String shown) {
        assertThat(Material.shown(url)).isEqualTo(shown);
    }

    @Test
    void leavesSecretsOutOfAddressesInTexts() {
        assertThat(Material.scrubbed("ADD https://me:pw@example.org/a?token=x /b # \"ssh://u:v@h/r\""))
                .isEqualTo("ADD https://example.org/a?token=xxxxx /b # \"ssh://h/r\"");
    }

    @Test
    void namesImagesAsPackages() {
        Digest digest = Digest.of(new byte[0]);
        Material material = Material.ofImage(ImageReference.parse("debian:12"), Platform.parse("linux/arm/v7"), digest);

        assertThat(material.uri()).isEqualTo("pkg:docker/debian@12?platform=linux%2Farm%2Fv7");
        assertThat(material.digests()).containsEntry("sha256", digest.hex());
    }

    @Test
    void namesCommitsByTheirHash() {
        String commit = "0123456789abcdef0123456789abcdef01234567";

        assertThat(Material.ofCommit("https://example.org/r.git", "main", commit))
                .hasToString("Material[uri=https://example.org/r.git#main, digests={sha1=" + commit + "}]");
        assertThat(Material.ofCommit("https://example.org/r.git", commit, commit)
                        .uri())
                .isEqualTo("https://example.org/r.git");
    }
}
