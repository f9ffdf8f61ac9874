package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same files give the same image, whoever builds it, where, and around what else; and a build keeps no more than it needs. */
@Tag("root")
class SamenessTest {
    private static final String DOCKERFILE = """
            FROM scratch AS base
            WORKDIR /srv/data
            COPY --chown=33:33 --chmod=u=rwX,go=rX . .
            FROM scratch
            COPY --from=base /srv /srv
            ADD archive.tar /unpacked
            COPY <<words /etc/words
            one
            two
            words
            ENV LANG=C.UTF-8
            LABEL a=b
            CMD ["/srv/data/x"]
            """;

    @Test
    void isTheSameFromCopiesOfTheContextInOtherSurroundings() throws IOException {
        try (PackagedProgram one = PackagedProgram.here();
                PackagedProgram two = PackagedProgram.here()) {
            context(one);
            Path copy = two.directory().resolve("elsewhere/with a blank");
            Files.createDirectories(copy.getParent());
            PackagedProgram.host("cp", "-a", one.directory().resolve("context").toString(), copy.toString());
            one.env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
            two.env("LC_ALL", "POSIX").env("TZ", "Asia/Kathmandu").umask("077");

            one.runs("-q", "context");
            two.runs("-q", "--max-parallelism", "1", copy.toString());
            assertThat(two.out()).isEqualTo(one.out()).startsWith("sha256:");
        }
    }

    @Test
    void isTheSameWithCommandsWhenThereIsAnEpoch() throws IOException {
        String dockerfile = "FROM busybox\nCOPY x /x\nRUN mkdir -p /var/made && echo made >/var/made/file\n";
        try (PackagedProgram one = PackagedProgram.here().withBusybox();
                PackagedProgram two = PackagedProgram.here().withBusybox()) {
            one.env("SOURCE_DATE_EPOCH", "1000").env("LC_ALL", "C.UTF-8").umask("022");
            two.env("SOURCE_DATE_EPOCH", "1000")
                    .env("LC_ALL", "POSIX")
                    .env("TZ", "Asia/Kathmandu")
                    .umask("077");
            String output = "type=oci,rewrite-timestamp=true,compression=uncompressed,dest=x.tar";
            for (PackagedProgram program : List.of(one, two)) {
                program.files("context", "Dockerfile", dockerfile, "x", "x");
                program.runs("--provenance=max", "--sbom", "-t", "test/x", "-o", output, "context");
                program.runs("verify", "x.tar");
            }
            assertThat(two.directory().resolve("x.tar"))
                    .hasSameBinaryContentAs(one.directory().resolve("x.tar"));
        }
    }

    @Test
    void isBuiltTwiceAndWhatDiffersIsSaid() throws IOException {
        try (PackagedProgram program = PackagedProgram.here().withBusybox()) {
            context(program);
            program.runs("--reproducible", "-t", "test/x", "context");
            program.runs("verify", "test/x");

            program.files("random", "Dockerfile", "FROM busybox\nRUN cat /proc/sys/kernel/random/uuid >/id\n");
            program.env("SOURCE_DATE_EPOCH", "1000");
            String output = "type=oci,rewrite-timestamp=true,dest=random.tar";
            assertThat(program.run("--reproducible", "-t", "test/random", "-o", output, "random"))
                    .isEqualTo(1);
            assertThat(program.err())
                    .contains("layer 2 M /id: content sha256:", "differs in 2 places, see above")
                    .doesNotContain("mtime");
            assertThat(program.directory().resolve("random.tar")).doesNotExist();
            assertThat(program.run("--reproducible", "-", "-q")).isEqualTo(2);
        }
    }

    @Test
    void takesTheTimeOfTheCommitThatItsContextIs() throws IOException {
        try (PackagedProgram program = PackagedProgram.here()) {
            program.files(
                    "repository", "Dockerfile", "FROM scratch\nARG SOURCE_DATE_EPOCH\nLABEL at=$SOURCE_DATE_EPOCH\n");
            String repository = program.directory().resolve("repository").toString();
            PackagedProgram.host("git", "-C", repository, "init", "-q");
            PackagedProgram.host("git", "-C", repository, "add", ".");
            PackagedProgram.host(
                    "env",
                    "GIT_COMMITTER_DATE=1234567890 +0000",
                    "git",
                    "-C",
                    repository,
                    "-c",
                    "user.name=x",
                    "-c",
                    "user.email=x@example.org",
                    "commit",
                    "-q",
                    "-m",
                    "x");

            program.env("SOURCE_DATE_EPOCH", "git").runs("-t", "test/x", "repository");
            program.runs("inspect", "-f", "{{.Created}} {{.Config.Labels.at}}", "test/x");
            assertThat(program.out().strip()).isEqualTo("2009-02-13T23:31:30Z 1234567890");
            program.env("SOURCE_DATE_EPOCH", "context").runs("-t", "test/y", "repository");
            program.runs("inspect", "-f", "{{.Created}} {{.Config.Labels.at}}", "test/y");
            assertThat(program.out().strip()).isEqualTo("2009-02-13T23:31:30Z 1234567890");
            program.files("plain", "Dockerfile", "FROM scratch\n");
            program.runs("plain");
            assertThat(program.env("SOURCE_DATE_EPOCH", "git").run("plain")).isEqualTo(2);
            assertThat(program.err()).contains("SOURCE_DATE_EPOCH: the context \"plain\" is in no git checkout");
        }
    }

    @Test
    void isFoundWhenWhatAMiddleStageLeftIsGone() throws IOException {
        try (PackagedProgram program = PackagedProgram.here()) {
            context(program);
            program.runs("-t", "test/middle", "--target", "base", "context");
            program.runs("-t", "test/x", "context");
            program.runs("inspect", "-f", "{{range .RootFS.Layers}}{{println .}}{{end}}", "test/middle");
            List<String> layers =
                    program.out().lines().filter(line -> !line.isEmpty()).toList();
            assertThat(layers).isNotEmpty();
            program.runs("rmi", "test/middle");
            for (String layer : layers) {
                String hex = layer.substring("sha256:".length());
                PackagedProgram.host(
                        "rm",
                        "-rf",
                        program.store()
                                .resolve("blobs/sha256/" + hex.substring(0, 2) + "/" + hex)
                                .toString());
                PackagedProgram.host(
                        "find",
                        program.store().resolve("layers").toString(),
                        "-name",
                        "*" + hex,
                        "-prune",
                        "-exec",
                        "rm",
                        "-r",
                        "{}",
                        "+");
            }

            program.runs("-t", "test/x", "context");
            assertThat(program.err()).contains("(0 steps run");
            program.runs("verify", "test/x");
        }
    }

    private static void context(PackagedProgram program) throws IOException {
        program.files("context", "Dockerfile", DOCKERFILE, "x", "#!/bin/sh\n", "d/y", "y", "d/ä", "z", "e/.hidden", "");
        Path context = program.directory().resolve("context");
        PackagedProgram.host("chmod", "640", context.resolve("d/y").toString());
        PackagedProgram.host("ln", "-s", "y", context.resolve("d/link").toString());
        PackagedProgram.host(
                "ln", context.resolve("x").toString(), context.resolve("again").toString());
        PackagedProgram.host(
                "tar",
                "-C",
                context.toString(),
                "-cf",
                context.resolve("archive.tar").toString(),
                "d",
                "e");
    }
}
