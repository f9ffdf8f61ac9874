package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.JsonDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code verify} of layouts and archives that are not whole, in a store that has all that they lack. */
class DamagedImagesTest {
    @TempDir
    Path directory;

    private Program program;
    private Path layout;

    @BeforeEach
    void makeALayout() throws IOException {
        program = new Program(directory, directory.resolve("store"));
        layout = directory.resolve("layout");
        Files.createDirectories(directory.resolve("context"));
        Files.writeString(directory.resolve("context/Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
        assertThat(program.run("-q", "-t", "test/whole", "context")).isZero();
        assertThat(program.run("copy", "-q", "test/whole", "oci:layout")).isZero();
        assertThat(program.run("verify", "oci:layout")).as(program.out()).isZero();
    }

    private int verify(String place) {
        int exitCode = program.run("verify", place);
        assertThat(program.err())
                .doesNotContain("\tat ", directory.resolve("store/tmp").toString());
        return exitCode;
    }

    @ParameterizedTest
    @Tag(ValidStores.WRONG)
    @ValueSource(strings = {"manifest", "config", "layer"})
    void seesABlobThatIsMissingOrDamaged(String what) throws IOException {
        Path blob = blob(what);
        byte[] whole = Files.readAllBytes(blob);
        Files.delete(blob);
        assertThat(verify("oci:layout")).isEqualTo(1);
        assertThat(program.err())
                .contains("cannot read \"" + layout + "\"", blob.getFileName().toString());
        tar();
        assertThat(verify("layout.tar")).isEqualTo(1);
        assertThat(program.err())
                .contains("cannot load \"layout.tar\"", blob.getFileName().toString(), "is not in it");

        Files.write(blob, whole);
        Files.writeString(blob, " ", StandardOpenOption.APPEND);
        assertThat(verify("oci:layout")).isEqualTo(1);
        assertThat(program.err()).contains("want sha256:" + blob.getFileName());
        tar();
        assertThat(verify("layout.tar")).isEqualTo(1);
        assertThat(program.err()).contains("want sha256:" + blob.getFileName());

        assertThat(program.run("verify", "test/whole"))
                .as("the store's is whole")
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"imageLayoutVersion\":\"2.0\"}", "1"})
    void seesAWrongMarkOfALayout(String text) throws IOException {
        Files.writeString(layout.resolve("oci-layout"), text);
        assertThat(verify("oci:layout")).isEqualTo(1);
        assertThat(program.out()).contains("oci:layout: oci-layout: got ").doesNotContain("ok");
        Files.delete(layout.resolve("oci-layout"));
        assertThat(verify("oci:layout")).isEqualTo(1);
        assertThat(program.out()).contains("there is no oci-layout in it");
    }

    @Test
    void seesAManifestThatIsCalledAnIndex() throws IOException {
        Path index = layout.resolve("index.json");
        Files.writeString(index, Files.readString(index).replace("image.manifest.v1", "image.index.v1"));
        assertThat(verify("oci:layout")).isEqualTo(1);
        assertThat(program.out())
                .contains("got a document of media type \"application/vnd.oci.image.manifest.v1+json\"");
    }

    @Test
    void seesAnArchiveOfNoImage() throws IOException {
        Files.writeString(layout.resolve("index.json"), "{\"schemaVersion\":2,\"manifests\":[]}");
        tar();
        for (String command : List.of("verify layout.tar", "load -i layout.tar")) {
            assertThat(program.run(command.split(" "))).isEqualTo(1);
            assertThat(program.err()).contains("cannot load \"layout.tar\": there is no image in it");
        }
    }

    @ParameterizedTest
    @Tag(ValidStores.WRONG)
    @ValueSource(strings = {"manifest", "config"})
    void oneDamagedImageKeepsNobodyFromTheOthers(String what) throws IOException {
        Path inStore = inStore(what);
        Files.writeString(directory.resolve("context/Dockerfile"), "FROM scratch\nCOPY Dockerfile /other\n");
        assertThat(program.run("-q", "-t", "test/other", "context")).isZero();
        Files.writeString(inStore, "{}");

        String said = "the image \"test/whole:latest\" is damaged in the store: ";
        assertThat(program.run("images", "--format", "{{.Repository}}")).isZero();
        assertThat(program.out()).isEqualTo("test/other\n");
        assertThat(program.err()).contains("warning: " + said, "jbuild rmi test/whole:latest");
        assertThat(program.run("verify", "test/whole")).isEqualTo(1);
        assertThat(program.run("inspect", "test/whole")).isEqualTo(1);
        assertThat(program.err()).contains(said);
        assertThat(program.run("inspect", "test/other")).isZero();
        assertThat(program.run("rmi", "test/whole")).as(program.err()).isZero();
        assertThat(program.run("images")).isZero();
        assertThat(program.err()).isEmpty();
    }

    @ParameterizedTest
    @Tag(ValidStores.WRONG)
    @ValueSource(strings = {"manifest", "config", "layer"})
    void theCheckOfTheStoreSeesWhatAnImageLacks(String what) throws IOException {
        assertThat(program.run("cache", "check")).as(program.out()).isZero();
        Path lost = inStore(what);
        Files.delete(lost);
        assertThat(program.run("cache", "check")).isEqualTo(1);
        assertThat(program.out())
                .contains(
                        "the image \"test/whole:latest\" lacks ",
                        lost.getFileName().toString(),
                        "1 problem");
    }

    @Test
    void bringsNothingIntoTheStore() throws IOException {
        tar();
        Program other = new Program(directory, directory.resolve("other"));
        assertThat(other.run("verify", "oci:layout", "layout.tar"))
                .as(other.err())
                .isZero();
        try (Stream<Path> files = Files.walk(directory.resolve("other"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .doesNotContain(blob("manifest").getFileName().toString());
        }
    }

    private Path inStore(String what) throws IOException {
        String digest = blob(what).getFileName().toString();
        Path blobs =
                directory.resolve("store").resolve(layout.relativize(blob(what).getParent()));
        Path file = blobs.resolve(digest.substring(0, 2)).resolve(digest);
        assertThat(file).exists();
        return file;
    }

    private Path blob(String what) throws IOException {
        Path manifest = blob(JsonDocument.parse("index", Files.readAllBytes(layout.resolve("index.json")))
                .objects("manifests")
                .get(0));
        if (what.equals("manifest")) {
            return manifest;
        }
        JsonDocument json = JsonDocument.parse("manifest", Files.readAllBytes(manifest));
        return blob(
                what.equals("config")
                        ? json.object("config").orElseThrow()
                        : json.objects("layers").get(0));
    }

    private Path blob(JsonDocument descriptor) throws IOException {
        return layout.resolve("blobs/sha256/" + descriptor.text("digest").substring("sha256:".length()));
    }

    private void tar() throws IOException {
        PackagedProgram.host(
                "tar",
                "-C",
                layout.toString(),
                "-cf",
                directory.resolve("layout.tar").toString(),
                ".");
    }
}
