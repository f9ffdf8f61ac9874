package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What {@code jbuild run} keeps under a name, and what it makes on the host, as root and without. The store has busybox. */
interface VolumeTranscripts {

    PackagedProgram program();

    /** As Docker has it: owner and mode of the directory, hard links and all. An empty one begins again. */
    @Test
    default void namedVolumesBeginAsTheImageAndAreKept() throws IOException {
        program()
                .files(
                        "named",
                        "Dockerfile",
                        "FROM busybox\nRUN mkdir -p /d/sub; echo seed >/d/s; ln /d/s /d/t; ln -s s /d/l; chown 5:6 /d/s /d;"
                                + " chmod 750 /d\nVOLUME /d\n");
        program().runs("-q", "-t", "test/named", "named");
        program()
                .runs(
                        "run",
                        "-v",
                        "kept:/d",
                        "test/named",
                        "sh",
                        "-c",
                        "stat -c '%a %u %g' /d; stat -c '%u %g %h' /d/s; echo new >/d/s; cat /d/t /d/l; rmdir /d/sub");
        assertThat(program().out()).isEqualTo("750 5 6\n5 6 2\nnew\nnew\n");
        program().runs("cache", "prune");
        String again = "cat /e/s; ls /e; touch /e/x || rm -f /e/x";
        program().runs("run", "--mount", "type=volume,src=kept,dst=/e,ro", "test/named", "sh", "-c", again);
        assertThat(program().out()).isEqualTo("new\nl\ns\nt\n");

        program().runs("volume", "create", "fresh").runs("run", "-v", "fresh:/d:ro", "test/named", "cat", "/d/s");
        assertThat(program().out()).isEqualTo("seed\n");
        program().runs("run", "--mount", "type=volume,src=empty,dst=/d,volume-nocopy", "test/named", "ls", "/d");
        assertThat(program().out()).isEmpty();
        program().runs("volume", "ls", "-q");
        assertThat(program().out()).isEqualTo("empty\nfresh\nkept\n");
        program().runs("volume", "rm", "fresh").runs("volume", "prune", "--all");
        assertThat(program().out()).startsWith("Deleted Volumes:\nempty\nkept\nTotal reclaimed space: ");
        assertThat(program().run("volume", "rm", "kept")).isEqualTo(2);
        assertThat(program().err()).contains("no volume \"kept\"");
    }

    @Test
    default void aVolumeInUseIsNotRemoved() throws Exception {
        Process process = program().start("run", "-v", "busy:/b", "busybox", "sh", "-c", "echo ready; sleep 100");
        for (int i = 0; i < 600 && !program().out().contains("ready"); i++) {
            Thread.sleep(100);
        }
        assertThat(program().run("volume", "rm", "busy")).isEqualTo(2);
        assertThat(program().err()).contains("the volume \"busy\" is in use");
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        program().runs("volume", "rm", "busy");
        program().runs("volume", "ls", "-q");
        assertThat(program().out()).isEmpty();
    }

    /** With -v they are made, with --mount they are not, as Docker has it; and nothing is made for a command that is wrong. */
    @Test
    default void missingDirectoriesOfTheHostAreMade() throws IOException {
        Path made = program().directory().resolve("made/deep");
        program().own();
        assertThat(program().run("run", "-v", made + ":/m", "-v", "x:/y:nosuch", "busybox", "true"))
                .isEqualTo(125);
        assertThat(program().run("run", "--mount", "type=bind,src=" + made + ",dst=/m", "busybox", "true"))
                .isEqualTo(125);
        assertThat(program().err()).contains("no such file or directory").contains("try: make it first");
        assertThat(made.getParent()).doesNotExist();
        program().runs("run", "-v", "./made/deep:/m", "busybox", "touch", "/m/f");
        assertThat(made.resolve("f")).exists();
    }
}
