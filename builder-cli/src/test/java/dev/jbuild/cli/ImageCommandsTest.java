package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands about images of the store, with the options that Docker has for them. */
class ImageCommandsTest {
    @TempDir
    Path directory;

    private Program program;

    @BeforeEach
    void makeImages() throws IOException {
        program = new Program(directory, directory.resolve("store"))
                .env("HOME", directory.resolve("home").toString());
        Files.createDirectories(directory.resolve("context"));
        Files.writeString(directory.resolve("context/file"), "content\n");
        build("old", "FROM scratch\nCOPY file /\nLABEL age=old kind=x\n", "1000000000");
        build("team/new:2", "FROM scratch\nCOPY file /new\nLABEL age=new\n", "1100000000");
    }

    /** Whatever a test has made is valid: images of the store, archives, layouts. */
    @AfterEach
    void verifyAllThatWasMade() throws IOException {
        List<String> made =
                new ArrayList<>(runs("images", "-q", "--no-trunc").lines().toList());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (Files.exists(file.resolve("oci-layout"))) {
                    made.add("oci:" + name);
                } else if (name.endsWith(".tar") && !name.equals("files.tar")) {
                    made.add(name);
                }
            }
        }
        for (String image : made) {
            runs("verify", image);
        }
    }

    private void build(String name, String dockerfile, String epoch, String... more) throws IOException {
        Files.writeString(directory.resolve("context/Dockerfile"), dockerfile);
        program.env("SOURCE_DATE_EPOCH", epoch);
        String[] args = new String[more.length + 4];
        System.arraycopy(new String[] {"-q", "-t", name, "context"}, 0, args, 0, 4);
        System.arraycopy(more, 0, args, 4, more.length);
        runs(args);
    }

    /** What a command prints that must succeed. */
    private String runs(String... args) {
        assertThat(program.run(args)).as("%s: %s", List.of(args), program.err()).isZero();
        return program.out();
    }

    private String names(String... filters) {
        String[] args = new String[filters.length * 2 + 3];
        args[0] = "images";
        args[1] = "--format";
        args[2] = "{{.Repository}}:{{.Tag}}";
        for (int i = 0; i < filters.length; i++) {
            args[3 + 2 * i] = "--filter";
            args[4 + 2 * i] = filters[i];
        }
        return runs(args).strip().replace('\n', ' ');
    }

    @Test
    void filtersAsDockerDoes() throws IOException {
        assertThat(names()).isEqualTo("team/new:2 old:latest");
        assertThat(names("before=team/new:2")).isEqualTo("old:latest");
        assertThat(names("since=old")).isEqualTo("team/new:2");
        assertThat(names("since=team/new:2")).isEmpty();
        assertThat(names("label=age")).isEqualTo("team/new:2 old:latest");
        assertThat(names("label=age=old")).isEqualTo("old:latest");
        assertThat(names("label=age", "label=kind=x")).isEqualTo("old:latest");
        assertThat(names("reference=team/*")).isEqualTo("team/new:2");
        assertThat(names("reference=*:latest")).isEqualTo("old:latest");
        assertThat(names("dangling=false")).isEqualTo("team/new:2 old:latest");
        runs("-q", "--label", "nameless=yes", "context");
        assertThat(names("dangling=true")).isEqualTo("<none>:<none>");
        assertThat(program.run("images", "--filter", "before=nothing")).isEqualTo(1);
        assertThat(program.run("images", "--filter", "size=1")).isEqualTo(2);
    }

    @Test
    void keepsAnImageThatLostItsNameUntilItIsPruned() throws IOException {
        String before = runs("images", "-q", "--no-trunc", "old").strip();
        build("old", "FROM scratch\nCOPY file /again\n", "1200000000");
        assertThat(names("dangling=true")).isEqualTo("<none>:<none>");
        assertThat(runs("images", "-q", "--no-trunc", "--filter", "dangling=true"))
                .isEqualTo(before + "\n");
        runs("verify", before);
        assertThat(runs("image", "prune", "--filter", "label=other")).isEmpty();
        assertThat(runs("image", "prune", "-f")).isEqualTo("Deleted Images:\ndeleted: " + before + "\n");
        assertThat(names("dangling=true")).isEmpty();
        runs("tag", "team/new:2", "old");
        assertThat(names("dangling=true")).as("a tag takes a name, too").isEqualTo("<none>:<none>");
        runs("rmi", runs("images", "-q", "--filter", "dangling=true").strip());
        assertThat(names()).isEqualTo("old:latest team/new:2");
    }

    @Test
    void removesAPlatformFromAllThatHaveIt() throws IOException {
        String dockerfile = "FROM scratch\nARG TARGETARCH\nCOPY file /$TARGETARCH\n";
        String claims = "--provenance=max";
        build("two", dockerfile, "1000000000", "--platform", "linux/amd64,linux/arm64");
        build("three", dockerfile, "1000000000", "--platform", "linux/amd64,linux/arm64,linux/riscv64");
        build("one", dockerfile, "1000000000", "--platform", "linux/arm64");
        build("claimed", dockerfile, "1000000000", "--platform", "linux/arm64", claims);

        assertThat(runs("rmi", "-f", "--platform", "linux/amd64", "--platform", "linux/arm64", "two"))
                .contains("Untagged: two:latest", "Untagged: one:latest", "Untagged: claimed:latest")
                .doesNotContain("three");

        assertThat(names("reference=*:latest")).contains("three:latest").doesNotContain("two:", "one:", "claimed:");
        runs("inspect", "--platform", "linux/riscv64", "three");
        assertThat(program.run("inspect", "--platform", "linux/arm64", "three")).isNotZero();
    }

    @Test
    void showsAndRemovesSinglePlatforms() throws IOException {
        String both = "linux/amd64,linux/arm64";
        String dockerfile = "FROM scratch\nARG TARGETARCH\nCOPY file /$TARGETARCH\n";
        build("several", dockerfile, "1000000000", "--platform", both);
        runs("tag", "several", "same");
        assertThat(runs("images", "--tree", "several").lines().map(line -> line.split(" {2,}")[0]))
                .containsExactly("IMAGE", "several:latest", "├─ linux/amd64", "└─ linux/arm64");
        assertThat(program.run("rmi", "-f", "--platform", "linux/s390x", "several"))
                .isEqualTo(1);
        assertThat(program.err()).contains("has nothing for linux/s390x here");
        assertThat(program.run("rmi", "-f", "--platform", "linux/amd64", "old")).isEqualTo(2);
        assertThat(program.run("rmi", "--platform", "linux/arm64", "several"))
                .as("which would take it from the other name, too")
                .isEqualTo(2);
        assertThat(program.err()).contains("goes from all images").contains("--force");
        assertThat(runs("rmi", "-f", "--platform", "linux/arm64", "several")).startsWith("Deleted: sha256:");
        assertThat(runs("images", "--tree", "several"))
                .containsPattern("├─ linux/amd64 +[0-9a-f]{12} +[1-9]")
                .containsPattern("└─ linux/arm64 +[0-9a-f]{12} +0 B +0 B");
        runs("inspect", "--platform", "linux/amd64", "several");
        assertThat(program.run("inspect", "--platform", "linux/arm64", "several"))
                .isNotZero();
        build("several", dockerfile, "1000000000", "--platform", both); // which brings it back
        runs("inspect", "--platform", "linux/arm64", "same");
        runs("rmi", "-f", "--platform", "linux/arm64", "same");
        assertThat(runs("rmi", "-f", "--platform", "linux/amd64", "same"))
                .contains("Untagged: same:latest")
                .contains("Untagged: several:latest");
        assertThat(names("reference=*:latest")).isEqualTo("old:latest");
        assertThat(program.run("images", "--tree", "-q")).isEqualTo(2);
    }

    @Test
    void takesAPatternForAName() {
        assertThat(runs("images", "-q", "te*/*").lines()).hasSize(1);
        assertThat(runs("images", "-q", "old").lines()).hasSize(1);
        assertThat(runs("images", "-q", "ol").lines()).isEmpty();
    }

    @Test
    void printsTablesByTemplates() {
        assertThat(runs("images", "--format", "table {{.Repository}}\\t{{.CreatedAt}}"))
                .isEqualTo("""
                        REPOSITORY   CREATED AT
                        team/new     2004-11-09 11:33:20 +0000 UTC
                        old          2001-09-09 01:46:40 +0000 UTC
                        """);
        assertThat(runs("history", "--format", "table {{.CreatedBy}}\\t{{.Size}}", "old"))
                .startsWith("CREATED BY               SIZE\nLABEL age=old kind=x     0 B\n");
        String id = runs("images", "-q", "--no-trunc", "old").strip();
        assertThat(id).hasSize("sha256:".length() + 64);
        assertThat(runs("images", "--digests", "old")).contains("DIGEST").contains(" sha256:");
        assertThat(runs("history", "-q", "--no-trunc", "old")).startsWith(id);
        assertThat(runs("images", "--format", "json", "old")).startsWith("{\"Repository\":\"old\"");
    }

    @Test
    void goesOnWithOtherNamesAndFailsInTheEnd() {
        assertThat(program.run("inspect", "-f", "{{.Config.Labels.age}}", "old", "nothing", "team/new:2"))
                .isEqualTo(1);
        assertThat(program.out()).isEqualTo("old\nnew\n");
        assertThat(program.err()).contains("no image \"nothing\"");
        assertThat(program.run("rmi", "nothing", "old", "neither")).isEqualTo(1);
        assertThat(program.out()).contains("Untagged: old:latest");
        assertThat(program.err()).contains("no image \"nothing\"").contains("no image \"neither\"");
        assertThat(names()).isEqualTo("team/new:2");
    }

    @Test
    void removesByIdWhatHasSeveralNamesOnlyWhenForced() {
        runs("tag", "old", "other:1");
        String id = runs("images", "-q", "other").strip();
        assertThat(program.run("rmi", id)).isEqualTo(2);
        assertThat(runs("rmi", "-f", id)).contains("Untagged: old:latest").contains("Untagged: other:1");
        assertThat(names()).isEqualTo("team/new:2");
        runs("rmi", "-f", "nothing");
    }

    @Test
    void takesANameForTheImageThatHasItBeforeAnIdThatBeginsLikeIt() {
        String id = runs("images", "-q", "--no-trunc", "old").strip();
        String begin = id.substring("sha256:".length(), "sha256:".length() + 8);
        assertThat(runs("inspect", "-f", "{{.Id}}", begin).strip()).isEqualTo(id);
        runs("tag", "team/new:2", begin);
        assertThat(runs("inspect", "-f", "{{.Config.Labels.age}}", begin)).isEqualTo("new\n");
        assertThat(runs("inspect", "-f", "{{.Config.Labels.age}}", id)).isEqualTo("old\n");
    }

    @Test
    void loadsOnePlatformOfSeveral() throws IOException {
        build(
                "several",
                "FROM scratch\nARG TARGETARCH\nCOPY file /$TARGETARCH\n",
                "1000000000",
                "--platform",
                "linux/amd64,linux/arm64",
                "-o",
                "type=oci,dest=several.tar");
        assertThat(runs("load", "--platform", "linux/arm64", "-i", "several.tar"))
                .isEqualTo("Loaded image: several:latest\n");
        assertThat(runs("inspect", "-f", "{{.Architecture}}", "several")).isEqualTo("arm64\n");
        assertThat(program.run("load", "--platform", "linux/s390x", "-i", "several.tar"))
                .isEqualTo(1);
        assertThat(program.err()).contains("linux/s390x");
        runs("load", "-q", "-i", "several.tar");
        assertThat(runs("inspect", "-f", "{{.Architecture}}", "--platform", "linux/arm64", "several"))
                .isEqualTo("arm64\n");
        assertThat(runs("inspect", "-f", "{{.Architecture}}", "--platform", "linux/amd64", "several"))
                .isEqualTo("amd64\n");
    }

    @Test
    void copiesFromAnywhereToAnywhere() throws IOException {
        build(
                "several",
                "FROM scratch\nARG TARGETARCH\nCOPY file /$TARGETARCH\n",
                "1000000000",
                "--platform",
                "linux/amd64,linux/arm64");
        String all = runs("copy", "-q", "--all", "several", "oci:layout:x").strip();
        assertThat(runs("copy", "-q", "oci:layout:x", "oci-archive:whole.tar:y").strip())
                .isEqualTo(all);
        assertThat(runs("copy", "-q", "oci-archive:whole.tar:y", "back:1").strip())
                .isEqualTo(all);
        String one = runs("copy", "-q", "--platform", "linux/arm64", "back:1", "oci:single")
                .strip();
        assertThat(one).isNotEqualTo(all);
        assertThat(runs("copy", "-q", "--platform", "linux/arm64", "oci:layout:x", "docker-archive:arm.tar:arm:1")
                        .strip())
                .isEqualTo(one);
        runs("copy", "-q", "docker-archive:arm.tar", "arm:2");
        assertThat(runs("inspect", "-f", "{{.Architecture}}", "arm:2")).isEqualTo("arm64\n");
        assertThat(program.run("copy", "--all", "--platform", "linux/arm64", "back:1", "x"))
                .isEqualTo(2);
        assertThat(program.run("copy", "oci:layout:y", "x")).isEqualTo(1);
        assertThat(program.err()).contains("no image \"y\"");
    }

    @Test
    void savesSeveralImagesWithTheirNames() {
        runs("tag", "old", "other:1");
        runs("save", "-o", "both.tar", "old", "other:1", "team/new:2");
        runs("rmi", "old", "other:1", "team/new:2");
        assertThat(runs("load", "-i", "both.tar").lines())
                .containsExactlyInAnyOrder(
                        "Loaded image: old:latest", "Loaded image: other:1", "Loaded image: team/new:2");
        runs("export", "-o", "files.tar", "team/new:2");
        runs("import", "--change", "CMD [\"x\"]", "-m", "by hand", "files.tar", "again:1");
        assertThat(runs("inspect", "-f", "{{json .Config.Cmd}} {{.Comment}}", "again:1"))
                .isEqualTo("[\"x\"] by hand\n");
    }
}
