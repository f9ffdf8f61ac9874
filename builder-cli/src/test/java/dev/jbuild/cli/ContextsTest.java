package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of build context, from the command line to the files of the image. */
class ContextsTest {
    private static final String ALL = "FROM scratch\nCOPY . /\n";

    @TempDir
    Path directory;

    private Program program;
    private LoopbackServer server;

    @BeforeEach
    void start() throws IOException {
        server = new LoopbackServer();
        program = new Program(directory, directory.resolve("store"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void write(String path, String text) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static byte[] archive(Map<String, String> texts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip)) {
            for (Map.Entry<String, String> file : new TreeMap<>(texts).entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** The files of the image that a build makes: their texts by path. */
    private Map<String, String> built(String... args) throws IOException {
        String[] all = new String[args.length + 3];
        System.arraycopy(args, 0, all, 3, args.length);
        all[0] = "-q";
        all[1] = "-o";
        all[2] = "type=tar,dest=out.tar";
        assertThat(program.run(all)).as(program.err()).isZero();
        Map<String, String> files = new TreeMap<>();
        byte[] bytes = Files.readAllBytes(directory.resolve("out.tar"));
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile()) {
                    files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return files;
    }

    private void fails(int exitCode, String id, String part, String... args) {
        assertThat(program.run(args)).as(program.err()).isEqualTo(exitCode);
        assertThat(program.err()).contains("error[" + id + "]").contains(part).doesNotContain("Exception");
    }

    @Test
    void takesACommitOfARepository() throws IOException {
        String first = server.commit("main", Map.of("Dockerfile", ALL, "a", "1"));
        server.commit("topic", Map.of("Dockerfile", ALL, "b", "2", ".dockerignore", "Dockerfile\n.d*\n"));
        String url = server.repository();
        assertThat(built(url + "#main")).containsOnlyKeys("Dockerfile", "a");
        assertThat(built(url + "#topic")).containsOnlyKeys("b");
        assertThat(built(url + "?ref=" + first)).containsOnlyKeys("Dockerfile", "a");
        fails(1, "dockerfile-missing", "the repository has no file \"none\"", "-f", "none", url + "#main");
    }

    @Test
    void addsRepositoriesAndFiles() throws IOException {
        String commit = server.commit("main", Map.of("a", "1"));
        String file = server.put("/d/file.txt", "text");
        String packed = server.put("/d/packed", archive(Map.of("in/side", "x")));
        program.stdin(("FROM scratch\nADD " + server.repository() + "#main /g/\nADD --checksum="
                        + commit + " " + server.repository() + "?branch=main /h/\nADD " + file + " /f/\nADD " + packed
                        + " /p\nADD --unpack=true " + packed + " /u\n")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(built("-")).containsOnlyKeys("g/a", "h/a", "f/file.txt", "p", "u/in/side");
        assertThat(program.run("-")).isZero();
        assertThat(program.err()).contains("(0 steps run,");
    }

    @Test
    void takesAnArchiveOrADockerfileFromAnAddress() throws IOException {
        String archive = server.put(
                "/c.tgz", archive(Map.of("Dockerfile", ALL, "a", "1", "x.log", "", ".dockerignore", "*.log\n.d*\n")));
        assertThat(built(archive)).containsOnlyKeys("Dockerfile", "a");
        String alone = server.put("/Dockerfile.txt", "FROM scratch\nCOPY <<x /x\nhi\nx\n");
        assertThat(built(alone)).containsExactly(Map.entry("x", "hi\n"));
        write("ctx/b", "2");
        assertThat(built("-f", server.put("/other", ALL), "ctx")).containsOnlyKeys("b");
        program.stdin(ALL.getBytes(StandardCharsets.UTF_8));
        assertThat(built("-f", "-", archive)).containsOnlyKeys("Dockerfile", "a");
        fails(2, "usage", "want one of them", "-f", "x", alone);
        fails(1, "dockerfile-missing", "the archive has no file \"none\"", "-f", "none", archive);
    }

    @Test
    void takesNamedContextsOfAllKinds() throws IOException {
        write("main/Dockerfile", """
                FROM base AS one
                COPY --from=files a /from-directory
                COPY --from=commit b /from-repository
                COPY --from=packed c /from-archive
                COPY --from=plain plain.txt /from-address
                COPY --from=image d /from-image
                COPY --from=layout d /from-layout
                """);
        write("files/a", "1");
        write("files/.dockerignore", "no*");
        server.commit("main", Map.of("b", "2"));
        write("image/Dockerfile", ALL);
        write("image/d", "4");
        assertThat(program.run("-q", "-t", "test/image", "image")).isZero();
        assertThat(program.run("-q", "-t", "test/image:v1", "-o", "type=oci,tar=false,dest=layout", "image"))
                .as(program.err())
                .isZero();
        assertThat(program.run("verify", "oci:layout")).as(program.err()).isZero();
        String[] contexts = {
            "base=docker-image://test/image",
            "files=files",
            "commit=" + server.repository() + "#main",
            "packed=" + server.put("/packed", archive(Map.of("c", "3"))),
            "plain=" + server.put("/plain.txt", "5"),
            "image=docker-image://test/image",
            "layout=oci-layout://layout",
        };
        String[] args = new String[contexts.length * 2 + 1];
        for (int i = 0; i < contexts.length; i++) {
            args[2 * i] = "--build-context";
            args[2 * i + 1] = contexts[i];
        }
        args[args.length - 1] = "main";
        assertThat(built(args))
                .containsEntry("d", "4")
                .containsEntry("from-directory", "1")
                .containsEntry("from-repository", "2")
                .containsEntry("from-archive", "3")
                .containsEntry("from-address", "5")
                .containsEntry("from-image", "4")
                .containsEntry("from-layout", "4");
    }

    @Test
    void takesALayoutsImageByTagOrDigestOnly() throws IOException {
        write("image/Dockerfile", ALL);
        assertThat(program.run("-q", "-t", "test/image:v1", "-o", "type=oci,tar=false,dest=layout", "image"))
                .isZero();
        assertThat(program.run("verify", "oci:layout")).as(program.err()).isZero();
        program.stdin("FROM base\n".getBytes(StandardCharsets.UTF_8));
        assertThat(built("--build-context", "base=oci-layout://layout:v1", "-")).containsOnlyKeys("Dockerfile");
        fails(1, "image-unknown", "no image \"v2\"", "--build-context", "base=oci-layout://layout:v2", "-");
        fails(1, "archive-invalid", "cannot read", "--build-context", "base=oci-layout://image", "-");
    }

    @Test
    void aNamedContextStandsForAStageAndForOnePlatform() throws IOException {
        write(
                "main/Dockerfile",
                "FROM scratch AS deps\nCOPY <<f /f\nfrom the file\nf\nFROM scratch\nCOPY --from=deps /f /f\n");
        write("other/f", "from the context\n");
        write("foreign/f", "for nobody\n");
        assertThat(built("main")).containsEntry("f", "from the file\n");
        assertThat(built("--build-context", "deps=other", "main")).containsEntry("f", "from the context\n");
        assertThat(built(
                        "--platform",
                        "linux/arm64",
                        "--build-context",
                        "deps=foreign",
                        "--build-context",
                        "deps::linux/arm64=other",
                        "main"))
                .containsEntry("f", "from the context\n");
    }

    @Test
    void listsWhatABuildSees() throws IOException {
        write("ctx/.dockerignore", "*.log\nout\n!out/keep\nall\n");
        for (String file : new String[] {"a", "b.log", "out/keep", "out/x", "all/y", "new\nline"}) {
            write("ctx/" + file, "");
        }
        write("ctx/Dockerfile", ALL);
        assertThat(program.run("context", "ls", "ctx")).as(program.err()).isZero();
        assertThat(program.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "kept .dockerignore",
                        "kept Dockerfile",
                        "kept a",
                        "dropped all/ .dockerignore:4: all",
                        "dropped b.log .dockerignore:1: *.log",
                        "kept new\\x0aline",
                        "partly out/ .dockerignore:2: out",
                        "kept out/keep .dockerignore:3: !out/keep",
                        "dropped out/x .dockerignore:2: out");
        assertThat(program.run("context", "ls", "--format", "json", "ctx")).isZero();
        assertThat(program.out())
                .startsWith("[")
                .contains("{\"path\":\"b.log\",\"type\":\"regular\",\"fate\":\"dropped\","
                        + "\"rule\":{\"file\":\".dockerignore\",\"line\":1,\"pattern\":\"*.log\"}}")
                .contains("{\"path\":\"new\\nline\",\"type\":\"regular\",\"fate\":\"kept\"}")
                .endsWith("]\n");
        assertThat(built("ctx")).containsOnlyKeys(".dockerignore", "Dockerfile", "a", "new\nline", "out/keep");
        write("ctx/.dockerignore", "a\n[b\n");
        fails(1, "ignore-file-invalid", ".dockerignore:2: bad pattern \"[b\"", "context", "ls", "ctx");
    }

    @Test
    void saysWhatIsWrongWithAContext() throws IOException {
        write("file", "");
        fails(1, "context-invalid", "got a file, want a directory", "file");
        fails(1, "context-invalid", "no such directory", "none");
        fails(2, "usage", "got an empty build context", "");
        fails(2, "usage", "begins with no \"-\"", server.repository() + "#--upload-pack=x");
        fails(2, "usage", "unknown query \"x\"", server.repository() + "?x=1");
        fails(4, "remote-invalid", "no branch, tag or name \"none\"", server.repository() + "#none");
        fails(4, "remote-failed", "answered 404", server.put("/x", "") + "none");
        String commit = server.commit("main", Map.of("a", "1"));
        fails(1, "checksum-mismatch", "got " + commit, server.repository() + "?branch=main&checksum=0123");
        fails(1, "dockerfile-missing", "the repository has no Dockerfile", server.repository() + "#main");
        fails(1, "archive-invalid", "the build context on", server.put("/bad.gz", new byte[] {0x1f, (byte) 0x8b, 8, 0
        }));
        write("ok/Dockerfile", ALL);
        fails(2, "usage", "want NAME=PLACE", "--build-context", "x", "ok");
        fails(2, "reference-invalid", "docker-image://UPPER", "--build-context", "x=docker-image://UPPER", "ok");
    }
}
