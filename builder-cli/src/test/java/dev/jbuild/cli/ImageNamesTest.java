package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What images are called by: names, digests and IDs, in the store and in what outputs write; and which base a name means. */
class ImageNamesTest {
    private static final String BOTH = "linux/amd64,linux/arm64";

    @TempDir
    Path directory;

    private Program program;

    @BeforeEach
    void makeContext() throws IOException {
        program = new Program(directory, directory.resolve("store"))
                .env("HOME", directory.resolve("home").toString());
        Files.createDirectories(directory.resolve("context"));
        Files.writeString(directory.resolve("context/file"), "content\n");
        dockerfile("FROM scratch\nARG TARGETARCH\nCOPY file /$TARGETARCH\n");
    }

    private void dockerfile(String text) throws IOException {
        Files.writeString(directory.resolve("context/Dockerfile"), text);
    }

    private String runs(String... args) {
        assertThat(program.run(args)).as(program.err()).isZero();
        return program.out();
    }

    private String inspect(String format, String image) {
        return runs("inspect", "-f", format, image).strip();
    }

    @Test
    void anIndexGoesByItsDigest() throws IOException {
        String id = runs("-q", "-t", "both", "--iidfile", "id", "--platform", BOTH, "context")
                .strip();
        assertThat(directory.resolve("id")).hasContent(id);
        assertThat(runs("images", "--format", "{{.Digest}}", "both")).isEqualTo(id + "\n");
        assertThat(inspect("{{.RepoTags}}", id)).isEqualTo("[both:latest]");
        assertThat(inspect("{{.RepoTags}}", id.substring(7, 19))).isEqualTo("[both:latest]");
        String first = runs("inspect", "-f", "{{.Id}}", "--platform", "linux/amd64", "both");
        assertThat(runs("-q", "--platform", BOTH, "-o", "type=local,dest=files", "context"))
                .isEqualTo(first);
        assertThat(runs("rmi", id)).contains("Untagged: both:latest");
        assertThat(runs("-q", "-t", "one", "context").strip()).isEqualTo(inspect("{{.Id}}", "one"));
    }

    @Test
    void anIndexIsSavedWithAllItsImages() throws IOException {
        String id = runs("-q", "-t", "both", "--platform", BOTH, "--provenance=min", "context")
                .strip();
        runs("save", "-o", "saved.tar", "both");
        runs("copy", "-q", "both", "docker-archive:copied.tar:copied:1");
        runs("save", "-o", "one.tar", "--platform", "linux/arm64", "both");
        runs("rmi", "both");
        for (String archive : new String[] {"saved.tar", "copied.tar"}) {
            runs("verify", archive);
            String name =
                    runs("load", "-i", archive).replace("Loaded image: ", "").strip();
            assertThat(runs("images", "--format", "{{.Digest}}", name)).isEqualTo(id + "\n");
            runs("copy", "-q", "--platform", "linux/arm64", name, "oci:" + archive + ".arm64");
        }
        runs("load", "-i", "one.tar");
        assertThat(inspect("{{.Architecture}} {{json .RepoDigests}}", "both"))
                .startsWith("arm64 ")
                .doesNotContain(id);
    }

    @Test
    void anArchiveOnStandardOutputHasNoIdBehindIt() throws IOException {
        String id = runs("-q", "-o", "type=tar,dest=files.tar", "context");
        String files = Files.readString(directory.resolve("files.tar"));
        for (String output : new String[] {"type=tar", "type=tar,dest=-", "-"}) {
            assertThat(runs("-q", "-o", output, "context")).isEqualTo(files);
            assertThat(program.err()).isEqualTo(id);
        }
    }

    @Test
    void aTagHasNoDigest() {
        runs("-q", "-t", "one", "context");
        assertThat(program.run("tag", "one", "two@sha256:" + "0".repeat(64))).isEqualTo(2);
        assertThat(program.err()).contains("has a digest");
        runs("tag", "one", "one:2");
        assertThat(inspect("{{json .RepoDigests}}", "one").split(",")).hasSize(1);
        assertThat(program.run("copy", "one", "two@sha256:" + "0".repeat(64))).isEqualTo(2);
        assertThat(program.err()).contains("has a digest: got an image of digest sha256:");
        String digest = runs("images", "--format", "{{.Digest}}", "one:2").strip();
        runs("copy", "-q", "one", "two@" + digest);
        assertThat(runs("inspect", "two@" + digest)).contains(digest);
    }

    @Test
    void whatAnArchiveIsImportedFromIsNoPartOfTheImage() throws IOException {
        runs("-q", "-o", "type=tar,dest=a.tar", "-o", "type=tar,dest=b.tar", "context");
        assertThat(runs("import", "a.tar")).isEqualTo(runs("import", "b.tar"));
        program.stdin(Files.readAllBytes(directory.resolve("a.tar")));
        assertThat(runs("import", "-")).isEqualTo(runs("import", "b.tar"));
        program.env("JBUILD_PLATFORM", "linux/riscv64");
        runs("import", "a.tar", "other");
        assertThat(inspect("{{.Architecture}}", "other")).isEqualTo("riscv64");
    }

    @Test
    void outputsMaySayAnotherName() {
        runs("-q", "-t", "one", "-o", "type=oci,dest=oci.tar,name=team/a:2", "--metadata-file", "meta", "context");
        assertThat(runs("load", "-i", "oci.tar")).isEqualTo("Loaded image: team/a:2\n");
        assertThat(directory.resolve("meta")).content().contains("\"image.name\":\"docker.io/library/one:latest\"");
        runs("-q", "-o", "type=docker,dest=docker.tar,\"name=b,c:3\"", "--metadata-file", "meta", "context");
        assertThat(runs("load", "-i", "docker.tar")).isEqualTo("Loaded image: b:latest\nLoaded image: c:3\n");
        assertThat(directory.resolve("meta"))
                .content()
                .contains("\"image.name\":\"docker.io/library/b:latest,docker.io/library/c:3\"");
        runs("-q", "-o", "type=image,name=d,name-canonical=true,unpack=true,store=true", "context");
        assertThat(inspect("{{.RepoTags}}", "d")).contains("d:latest");
        runs("-q", "-o", "type=image,name=e,store=false", "context");
        assertThat(program.run("inspect", "e")).isEqualTo(1);
    }

    @Test
    void aBaseForAnotherPlatformIsTheOneThatIsMeantUnlessOneIsAskedFor() throws IOException {
        String other = System.getProperty("os.arch").equals("aarch64") ? "amd64" : "arm64";
        String base = "127.0.0.1:1/base"; // where nobody answers
        runs("-q", "-t", base, "--platform", "linux/" + other, "context");
        dockerfile("FROM " + base + "\nCOPY --from=" + base + " " + other + " /copied/\nLABEL a=b\n");
        runs("-q", "-t", "upon", "context");
        assertThat(inspect("{{.Os}}/{{.Architecture}}", "upon")).isEqualTo("linux/" + other);
        runs("--progress", "plain", "context");
        assertThat(program.err()).contains("warning[InvalidBaseImagePlatform]").contains("is for linux/" + other);

        assertThat(program.run("--platform", "linux/riscv64", "context")).isEqualTo(4);
        assertThat(program.err()).contains("; the store has it for linux/" + other + " only");
        dockerfile("FROM --platform=linux/riscv64 " + base + "\nLABEL a=b\n");
        assertThat(program.run("-q", "context")).isEqualTo(4);
    }
}
