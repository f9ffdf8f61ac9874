package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SOURCE_DATE_EPOCH that names where a time comes from. */
@Tag("root")
final class SourceEpochTest {
    private static final String SHOWS = "ARG SOURCE_DATE_EPOCH\nLABEL at=$SOURCE_DATE_EPOCH\n";
    private static final String OF_SERVER = "2026-01-02T03:04:05Z 1767323045";
    private static final String OF_ARCHIVE = "2009-02-13T23:31:30Z 1234567890";

    private final PackagedProgram program = PackagedProgram.here();
    private final LoopbackServer server = new LoopbackServer();

    SourceEpochTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        server.close();
        program.close();
    }

    private String repository() {
        return server.repository() + "#main";
    }

    private String archive(String name, String dockerfile) throws IOException {
        program.files(name, "Dockerfile", dockerfile);
        Path tar = program.directory().resolve(name + ".tar");
        String directory = program.directory().resolve(name).toString();
        PackagedProgram.host("tar", "--mtime=@1234567890", "-C", directory, "-cf", tar.toString(), "Dockerfile");
        return server.put(LoopbackServer.UNDATED + name + ".tar", Files.readAllBytes(tar));
    }

    /** When the image was made, and what its stage saw. */
    private String times(String epoch, String... build) throws IOException {
        List<String> command = new ArrayList<>(List.of("-t", "test/x"));
        if (!epoch.isEmpty()) {
            command.addAll(List.of("--build-arg", "SOURCE_DATE_EPOCH=" + epoch));
        }
        command.addAll(List.of(build));
        program.runs(command.toArray(String[]::new));
        program.runs("inspect", "-f", "{{.Created}} {{.Config.Labels.at}}", "test/x");
        return program.out().strip();
    }

    @Test
    void isTheTimeOfAContextFromElsewhere() throws IOException {
        server.commit("main", Map.of("Dockerfile", "FROM scratch\n" + SHOWS));
        assertThat(times("context", repository())).isEqualTo(OF_SERVER);
        String archive = archive("c", "FROM scratch\n" + SHOWS);
        assertThat(times("context", archive)).isEqualTo(OF_ARCHIVE);
        program.files("local", "Dockerfile", "FROM scratch\n" + SHOWS);
        assertThat(times("named", "--build-context", "named=" + repository(), "local"))
                .isEqualTo(OF_SERVER);
        assertThat(times("named", "--build-context", "named=local", "local"))
                .as("a directory has no time")
                .isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void isTheTimeOfWhatAStageAdds() throws IOException {
        server.commit("main", Map.of("f", "1"));
        String dated = server.put("/dated/f.txt", "text");
        String archive = archive("a", "FROM scratch\n");
        program.files(
                "local",
                "Dockerfile",
                "ARG BASE=scratch\n"
                        + "FROM $BASE AS code\nADD " + repository() + " /\n"
                        + "FROM scratch AS file\nARG AT=" + dated + "\nADD ${AT} /\n"
                        + "FROM scratch AS Old\nADD " + archive + " /\n"
                        + "FROM scratch AS two\nADD " + dated + " /\nCOPY Dockerfile /\n"
                        + "FROM code AS upon\nADD " + dated + " /\n"
                        + "FROM scratch AS none\n"
                        + "FROM scratch\n" + SHOWS);
        assertThat(times("code", "local")).isEqualTo(OF_SERVER);
        assertThat(times("file", "local")).isEqualTo(OF_SERVER);
        assertThat(times("old", "local")).isEqualTo(OF_ARCHIVE);
        refuses("two", "is one ADD of an address, got another instruction", "Dockerfile:11");
        refuses("upon", "stage \"upon\" begins with an image, want FROM scratch", "Dockerfile:12");
        refuses("none", "is one ADD of an address, got none", "Dockerfile:14");
        refuses("nobody", "got SOURCE_DATE_EPOCH \"nobody\"", "the name of a context or of a stage");
    }

    private void refuses(String epoch, String... parts) throws IOException {
        assertThat(program.run("--build-arg", "SOURCE_DATE_EPOCH=" + epoch, "local"))
                .isEqualTo(2);
        assertThat(program.err()).contains(parts);
    }

    @Test
    void isWhatTheDockerfileSaysWhenNobodyElseDoes() throws IOException {
        program.files("local", "Dockerfile", "ARG SOURCE_DATE_EPOCH=1234567890\nFROM scratch\n" + SHOWS);
        assertThat(times("", "local")).isEqualTo(OF_ARCHIVE);
        assertThat(times("1767323045", "local")).isEqualTo(OF_SERVER);
    }
}
