package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.io.TempDir;

/** What looks after the images that tests of the program leave sees what is wrong, and is there. */
class ValidStoresTest {
    @TempDir
    Path directory;

    private Path manifest() throws IOException {
        Files.createDirectories(directory.resolve("context"));
        Files.writeString(directory.resolve("context/Dockerfile"), "FROM scratch\nCOPY Dockerfile /\nLABEL a=b\n");
        Program program = new Program(directory, directory.resolve("store"));
        assertThat(program.run("-q", "-t", "x", "context")).as(program.err()).isZero();
        assertThat(program.run("images", "--format", "{{.Digest}}")).isZero();
        return blob(Digest.parse(program.out().strip()));
    }

    private Path blob(Digest digest) {
        return directory.resolve("store/blobs/sha256/" + digest.hex().substring(0, 2) + "/" + digest.hex());
    }

    @Test
    @Tag(ValidStores.WRONG)
    void seesAManifestThatSaysAnotherSize() throws IOException {
        Path manifest = manifest();
        ValidStores.check(directory);
        String wrong = Files.readString(manifest).replaceFirst("(layers.*\"size\":)\\d+", "$17");
        Path other = blob(Digest.ofUtf8(wrong));
        Files.createDirectories(other.getParent());
        Files.writeString(other, wrong);
        assertThatThrownBy(() -> ValidStores.check(directory))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("what the image-spec forbids")
                .hasMessageContaining("want 7");
    }

    @Test
    @Tag(ValidStores.WRONG)
    void seesABlobWithOtherBytes() throws IOException {
        Path manifest = manifest();
        String text = Files.readString(manifest);
        Digest layer = Digest.parse(text.replaceFirst("(?s).*layers.*?(sha256:[0-9a-f]{64}).*", "$1"));
        Files.writeString(blob(layer), "damaged");
        assertThatThrownBy(() -> ValidStores.check(directory))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("what the image-spec forbids")
                .hasMessageContaining(layer + " has other bytes");
    }

    @Test
    void junitLooksForStoresByItself() {
        assertThat(ServiceLoader.load(Extension.class)).anyMatch(ValidStores.class::isInstance);
    }
}
