package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of other programs, and other programs that read ours. */
class ForeignArchivesTest {
    @TempDir
    Path directory;

    /** One file for the config, named by its digest with the algorithm before; layers compressed; no directories. */
    @Test
    void loadsADockerArchiveAsCraneWritesIt() throws IOException {
        byte[] tar = tar("hello", "hi\n".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(layer)) {
            gzip.write(tar);
        }
        String config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"/hello\"]},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]},\"history\":[{}]}".formatted(Digest.of(tar));
        byte[] configBytes = config.getBytes(StandardCharsets.UTF_8);
        String layerName = Digest.of(layer.toByteArray()).hex() + ".tar.gz";
        String manifest = "[{\"Config\":\"%s\",\"RepoTags\":[\"crane/app:1\"],\"Layers\":[\"%s\"]}]"
                .formatted(Digest.of(configBytes), layerName);
        Files.write(
                directory.resolve("crane.tar"),
                tar(
                        Digest.of(configBytes).toString(),
                        configBytes,
                        layerName,
                        layer.toByteArray(),
                        "manifest.json",
                        manifest.getBytes(StandardCharsets.UTF_8)));
        Program program = new Program(directory, directory.resolve("store"));
        runs(program, "load", "-i", "crane.tar");
        assertThat(program.out()).isEqualTo("Loaded image: crane/app:1\n");
        runs(program, "verify", "crane/app:1");
        runs(program, "inspect", "-f", "{{.Id}} {{json .Config.Cmd}}", "crane/app:1");
        assertThat(program.out()).isEqualTo(Digest.of(configBytes) + " [\"/hello\"]\n");
        runs(program, "copy", "-q", "docker-archive:crane.tar", "oci:layout:x");
    }

    @Test
    void importsFromAnAddress() throws IOException {
        byte[] files = tar("hello", "hi\n".getBytes(StandardCharsets.UTF_8));
        try (LoopbackServer server = new LoopbackServer()) {
            String address = server.put("/root.tar", files);
            Program program = new Program(directory, directory.resolve("store"));
            runs(program, "import", address, "fetched:1");
            runs(program, "inspect", "-f", "{{index .RootFS.Layers 0}}", "fetched:1");
            assertThat(program.out().strip()).isEqualTo(Digest.of(files).toString());
            assertThat(program.run("import", address.replace("root", "nothing"), "fetched:2"))
                    .isEqualTo(4);
            assertThat(program.err()).contains("answered 404").doesNotContain("\tat ");
        }
    }

    @Test
    @Tag("root")
    @Tag("peers")
    void podmanLoadsWhatIsSavedHere() throws IOException, InterruptedException {
        Program program = new Program(directory, directory.resolve("store"));
        Files.createDirectories(directory.resolve("context"));
        Files.writeString(directory.resolve("context/Dockerfile"), "FROM scratch\nCOPY Dockerfile /\nCMD [\"/x\"]\n");
        runs(program, "-t", "test/saved:1", "context");
        runs(program, "tag", "test/saved:1", "test/other:2");
        runs(program, "save", "-o", "saved.tar", "test/saved:1", "test/other:2");
        runs(program, "copy", "test/saved:1", "oci-archive:copied.tar:test/copied:1");
        assertThat(podman("load", "-i", "saved.tar")).contains("test/saved:1").contains("test/other:2");
        assertThat(podman("load", "-i", "copied.tar")).contains("test/copied:1");
        assertThat(podman("image", "inspect", "-f", "{{.Config.Cmd}}", "test/other:2"))
                .contains("[/x]");
        podman("save", "-o", "by-podman.tar", "test/saved:1");
        Program other = new Program(directory, directory.resolve("other-store"));
        runs(other, "load", "-i", "by-podman.tar");
        runs(other, "verify", "localhost/test/saved:1");
    }

    @Test
    @Tag("root")
    @Tag("peers")
    void podmanGetsWhatIsBuilt() throws IOException, InterruptedException {
        Files.writeString(
                directory.resolve("storage.conf"),
                "[storage]\ndriver = \"vfs\"\ngraphroot = \"%s\"\nrunroot = \"%s\"\n"
                        .formatted(path("podman"), path("podman-run")));
        Files.createSymbolicLink(
                Files.createDirectories(directory.resolve("bin")).resolve("podman"), Path.of("/usr/bin/podman"));
        Files.createDirectories(directory.resolve("context"));
        Files.writeString(directory.resolve("context/Dockerfile"), "FROM scratch\nCOPY Dockerfile /\nCMD [\"/x\"]\n");
        Program program = new Program(directory, directory.resolve("store"))
                .env("PATH", path("bin")) // in which there is no docker
                .env("HOME", directory.toString())
                .env("CONTAINERS_STORAGE_CONF", path("storage.conf"));
        runs(program, "--load", "-q", "-t", "test/loaded:1", "context");
        String id = program.out().strip();
        assertThat(podman("image", "inspect", "-f", "sha256:{{.Id}} {{.Config.Cmd}}", "test/loaded:1"))
                .contains(id + " [/x]");
        assertThat(program.run("inspect", "test/loaded:1")).isEqualTo(1);
    }

    private String podman(String... words) throws IOException, InterruptedException {
        String[] storage = {
            "podman", "--root", path("podman"), "--runroot", path("podman-run"), "--storage-driver", "vfs"
        };
        String[] command = java.util.Arrays.copyOf(storage, storage.length + words.length);
        System.arraycopy(words, 0, command, storage.length, words.length);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private static void runs(Program program, String... args) {
        assertThat(program.run(args)).as("%s%s", program.out(), program.err()).isZero();
    }

    /** Names, each followed by its bytes. */
    private static byte[] tar(Object... namesAndBytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (int i = 0; i < namesAndBytes.length; i += 2) {
                byte[] bytes = (byte[]) namesAndBytes[i + 1];
                TarArchiveEntry entry = new TarArchiveEntry((String) namesAndBytes[i]);
                entry.setSize(bytes.length);
                entry.setModTime(0L);
                tar.putArchiveEntry(entry);
                tar.write(bytes);
                tar.closeArchiveEntry();
            }
        }
        return out.toByteArray();
    }
}
