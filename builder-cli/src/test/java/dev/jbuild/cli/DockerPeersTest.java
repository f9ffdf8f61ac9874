package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gives archives to Debian's docker daemon, which this starts, and takes what it saves. */
@Tag("root")
@Tag("peers")
class DockerPeersTest {
    private static final int START_TRIES = 240; // of 250 ms

    @TempDir
    Path directory;

    @Test
    void dockerLoadsWhatIsSavedHereAndTheOtherWayRound() throws IOException, InterruptedException {
        Program program = new Program(directory, directory.resolve("store"));
        Files.createDirectories(directory.resolve("context"));
        Files.writeString(directory.resolve("context/Dockerfile"), "FROM scratch\nCOPY Dockerfile /\nCMD [\"/x\"]\n");
        assertThat(program.run("-t", "test/saved:1", "context"))
                .as(program.err())
                .isZero();
        assertThat(program.run("save", "-o", "saved.tar", "test/saved:1"))
                .as(program.err())
                .isZero();
        assertThat(program.run("copy", "test/saved:1", "docker-archive:copied.tar:test/copied:1"))
                .as(program.err())
                .isZero();
        Process daemon = daemon();
        try {
            awaitDaemon(daemon);
            assertThat(docker("load", "-i", path("saved.tar"))).contains("test/saved:1");
            assertThat(docker("load", "-i", path("copied.tar"))).contains("test/copied:1");
            loads(program);
            docker("save", "-o", path("by-docker.tar"), "test/saved:1");
            assertThat(docker("image", "inspect", "-f", "{{json .Config.Cmd}}", "test/saved:1"))
                    .contains("[\"/x\"]");
        } finally {
            daemon.destroy();
            daemon.waitFor();
        }
        Program other = new Program(directory, directory.resolve("other-store"));
        assertThat(other.run("copy", "docker-archive:by-docker.tar", "test/back:1"))
                .as(other.err())
                .isZero();
        assertThat(other.run("load", "-i", "by-docker.tar")).as(other.err()).isZero();
        assertThat(other.run("verify", "test/back:1", "test/saved:1"))
                .as(other.out())
                .isZero();
        assertThat(other.run("inspect", "-f", "{{json .Config.Cmd}}", "test/back:1"))
                .isZero();
        assertThat(other.out()).isEqualTo("[\"/x\"]\n");
    }

    /** Builds straight into the daemon, which has the image then, and not the store. */
    private void loads(Program program) throws IOException, InterruptedException {
        Path programs = Files.createDirectories(directory.resolve("bin")); // no podman is among them
        Files.createSymbolicLink(programs.resolve("docker"), Path.of("/usr/bin/docker"));
        program.env("PATH", programs.toString()).env("HOME", directory.toString());
        assertThat(program.env("DOCKER_HOST", "unix:///nowhere").run("--load", "-t", "test/kept:1", "context"))
                .as(program.err())
                .isZero();
        program.env("DOCKER_HOST", socket());
        assertThat(program.run("--load", "-q", "-t", "test/loaded:1", "-t", "test/loaded:2", "context"))
                .as(program.err())
                .isZero();
        String id = program.out().strip();
        for (String name : new String[] {"test/loaded:1", "test/loaded:2"}) {
            assertThat(docker("image", "inspect", "-f", "{{.Id}} {{json .Config.Cmd}}", name))
                    .contains(id + " [\"/x\"]");
        }
        assertThat(program.run("inspect", "test/loaded:1")).isEqualTo(1);
    }

    private Process daemon() throws IOException {
        return new ProcessBuilder(
                        "dockerd",
                        "--iptables=false",
                        "--ip6tables=false",
                        "--bridge=none",
                        "--storage-driver=vfs",
                        "--data-root=" + path("docker"),
                        "--exec-root=" + path("run"),
                        "--pidfile=" + path("pid"),
                        "--host=" + socket())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("docker.log").toFile())
                .start();
    }

    private void awaitDaemon(Process daemon) throws IOException, InterruptedException {
        for (int i = 0; i < START_TRIES && daemon.isAlive(); i++) {
            Process asked = new ProcessBuilder("docker", "--host", socket(), "version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (asked.waitFor() == 0) {
                return;
            }
            Thread.sleep(250);
        }
        throw new AssertionError("dockerd does not start: " + Files.readString(directory.resolve("docker.log")));
    }

    private String docker(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 3];
        command[0] = "docker";
        command[1] = "--host";
        command[2] = socket();
        System.arraycopy(words, 0, command, 3, words.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    private String socket() {
        return "unix://" + path("sock");
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }
}
