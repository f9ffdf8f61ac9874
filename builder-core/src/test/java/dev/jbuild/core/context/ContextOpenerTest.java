package dev.jbuild.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.NioRootDirectories;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.fakes.InMemoryStore;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContextOpenerTest {
    private static final DockerfileLocation UNNAMED = new DockerfileLocation.Unnamed();
    private static final ContextLocation INPUT = new ContextLocation.StandardInput();

    @TempDir
    Path directory;

    private final BuildStore store = new InMemoryStore().openBuild();
    private byte[] input = new byte[0];

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "dockerfile", "Containerfile"})
    void findsTheDockerfileOfADirectory(String name) throws IOException {
        write("ctx/" + name, "FROM scratch");
        try (BuildContext context = open("ctx", UNNAMED)) {
            assertThat(context.dockerfile().name()).isEqualTo(name);
            assertThat(context.dockerfile().bytes()).asString().isEqualTo("FROM scratch");
            assertThat(context.name()).endsWith("/ctx/");
        }
    }

    @Test
    void prefersTheUsualName() throws IOException {
        write("ctx/dockerfile", "lower");
        write("ctx/Containerfile", "container");
        write("ctx/Dockerfile", "usual");
        try (BuildContext context = open("ctx", UNNAMED)) {
            assertThat(context.dockerfile().bytes()).asString().isEqualTo("usual");
        }
    }

    @Test
    void followsALinkToTheContextAndLinksInsideIt() throws IOException {
        write("real/sub/D", "linked");
        write("real/ignored", "*.log");
        Files.createSymbolicLink(directory.resolve("ctx"), Path.of("real"));
        Files.createSymbolicLink(directory.resolve("real/Dockerfile"), Path.of("sub/D"));
        Files.createSymbolicLink(directory.resolve("real/.dockerignore"), Path.of("/ignored"));
        try (BuildContext context = open("ctx", UNNAMED)) {
            assertThat(context.dockerfile().bytes()).asString().isEqualTo("linked");
            assertThat(context.rules().excludes(TreePath.of("x.log"))).isTrue();
        }
    }

    @Test
    void readsNoDockerfileThroughALinkOutOfTheContext() throws IOException {
        write("secret", "secret");
        write("ctx/x", "");
        Files.createSymbolicLink(directory.resolve("ctx/Dockerfile"), directory.resolve("secret"));
        assertFails("ctx", UNNAMED, ErrorCode.DOCKERFILE_MISSING, "has no Dockerfile");
    }

    @Test
    void takesANamedDockerfileFromAnywhere() throws IOException {
        write("elsewhere/My.Dockerfile", "FROM a");
        write("elsewhere/My.Dockerfile.dockerignore", "b");
        write("ctx/.dockerignore", "a");
        try (BuildContext context = open("ctx", named("elsewhere/My.Dockerfile"))) {
            assertThat(context.dockerfile().bytes()).asString().isEqualTo("FROM a");
            assertThat(context.rules().excludes(TreePath.of("b"))).isTrue();
            assertThat(context.rules().excludes(TreePath.of("a"))).isFalse();
        }
    }

    @Test
    void takesTheRulesBesideTheDockerfileInsteadOfTheContexts() throws IOException {
        write("ctx/docker/D", "FROM a");
        write("ctx/docker/D.dockerignore", "b");
        write("ctx/.dockerignore", "a");
        try (BuildContext context = open("ctx", named("ctx/docker/D"))) {
            assertThat(context.rules().rules())
                    .extracting(IgnoreRule::toString)
                    .containsExactly("docker/D.dockerignore:1: b");
        }
        write("ctx/Dockerfile", "FROM b");
        try (BuildContext context = open("ctx", UNNAMED)) {
            assertThat(context.rules().rules()).extracting(IgnoreRule::toString).containsExactly(".dockerignore:1: a");
        }
    }

    @Test
    void readsTheDockerfileFromInput() throws IOException {
        write("ctx/a", "a");
        write("ctx/.dockerignore", "x");
        input = "FROM input".getBytes(StandardCharsets.UTF_8);
        try (BuildContext context = open("ctx", new DockerfileLocation.StandardInput())) {
            assertThat(context.dockerfile().bytes()).asString().isEqualTo("FROM input");
            assertThat(context.files().stat(TreePath.of("a"))).isPresent();
            assertThat(context.rules().rules()).hasSize(1);
        }
    }

    @Test
    void takesInputThatIsNoArchiveForTheDockerfile() throws IOException {
        input = "FROM alone".getBytes(StandardCharsets.UTF_8);
        try (BuildContext context = open(INPUT, UNNAMED)) {
            assertThat(context.dockerfile().bytes()).asString().isEqualTo("FROM alone");
            assertThat(context.files().list(TreePath.ROOT)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "gzip", "bzip2", "xz", "zstd"})
    void takesAnArchiveForTheContext(String compression) throws IOException {
        input = archive(
                compression,
                Map.of("./Dockerfile", "FROM tar", "src/a", "hello", ".dockerignore", "src/b", "src/b", "no"));
        try (BuildContext context = open(INPUT, UNNAMED)) {
            assertThat(context.dockerfile().bytes()).asString().isEqualTo("FROM tar");
            assertThat(context.files().list(TreePath.of("src"))).containsExactly(TreePath.of("a"));
            assertThat(context.files().open(TreePath.of("src/a")).readAllBytes())
                    .asString()
                    .isEqualTo("hello");
            assertThat(context.files().stat(TreePath.of("src/a")).orElseThrow().uid())
                    .isEqualTo(1000);
        }
    }

    @Test
    void findsANamedDockerfileInsideAnArchive() throws IOException {
        input = archive("gzip", Map.of("sub/D", "FROM sub", "sub/D.dockerignore", "x"));
        try (BuildContext context = open(INPUT, new DockerfileLocation.Named("sub/D", Path.of("sub/D")))) {
            assertThat(context.dockerfile().bytes()).asString().isEqualTo("FROM sub");
            assertThat(context.rules().rules()).hasSize(1);
        }
    }

    @Test
    void explainsEveryPath() throws IOException {
        write("ctx/Dockerfile", "");
        write("ctx/.dockerignore", "*.log\n!keep.log\nmodules\n");
        write("ctx/a.log", "");
        write("ctx/keep.log", "");
        write("ctx/modules/deep/x", "");
        List<String> told = new ArrayList<>();
        try (BuildContext context = open("ctx", UNNAMED)) {
            context.explain((path, stat, verdict) -> told.add(path
                    + (verdict.excluded() ? " out " : " in ")
                    + verdict.rule().map(r -> r.line()).orElse(0)));
        }
        assertThat(told)
                .containsExactly(
                        ".dockerignore in 0", "Dockerfile in 0", "a.log out 1", "keep.log in 2", "modules out 3");
    }

    @Test
    void refusesWhatIsNoContext() throws IOException {
        write("file", "");
        write("empty/x", "");
        assertFails("gone", UNNAMED, ErrorCode.CONTEXT_INVALID, "no such directory");
        assertFails("file", UNNAMED, ErrorCode.CONTEXT_INVALID, "got a file, want a directory");
        assertFails("empty", UNNAMED, ErrorCode.DOCKERFILE_MISSING, "has no Dockerfile");
        assertFails("empty", named("nowhere"), ErrorCode.DOCKERFILE_MISSING, "no such file");
        assertFails("empty", named("empty"), ErrorCode.DOCKERFILE_MISSING, "want a regular file");
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refusesPathsThatLeadNowhere() throws Exception {
        write("file", "");
        write("ctx/Dockerfile", "FROM scratch");
        Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        assertThat(new ProcessBuilder("mkfifo", directory.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createDirectory(directory.resolve("linked"));
        Files.createSymbolicLink(directory.resolve("linked/Dockerfile"), Path.of("../ctx/Dockerfile"));
        assertFails("linked", UNNAMED, ErrorCode.DOCKERFILE_MISSING, "the link \"Dockerfile\" leads to none in it");
        open("linked", named("linked/Dockerfile")).close();
        assertFails("pipe", UNNAMED, ErrorCode.CONTEXT_INVALID, "got a file, want a directory");
        assertFails("loop", UNNAMED, ErrorCode.CONTEXT_INVALID, "loop\": Too many levels of symbolic links");
        assertFails("file/x", UNNAMED, ErrorCode.CONTEXT_INVALID, "file/x\": Not a directory");
        assertFails("n".repeat(300), UNNAMED, ErrorCode.CONTEXT_INVALID, "nnn\": File name too long");
        assertFails("ctx", named("loop"), ErrorCode.DOCKERFILE_MISSING, "\"loop\": Too many levels");
        assertFails("ctx", named("file/x"), ErrorCode.DOCKERFILE_MISSING, "\"file/x\": Not a directory");
        assertFails("ctx", named("pipe"), ErrorCode.DOCKERFILE_MISSING, "want a regular file");
    }

    @Test
    void saysThatStandardInputCannotBeRead() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Is a directory");
            }
        };
        ContextOpener opener = opener(broken);
        assertThatThrownBy(() -> opener.open(INPUT, UNNAMED))
                .isInstanceOf(BuildException.class)
                .hasMessage("cannot read the build context from standard input: Is a directory");
        assertThatThrownBy(() ->
                        opener.open(new ContextLocation.Directory(directory), new DockerfileLocation.StandardInput()))
                .isInstanceOf(BuildException.class)
                .hasMessage("cannot read the Dockerfile from standard input: Is a directory");
    }

    @Test
    void refusesInputThatMakesNoSense() throws IOException {
        assertThatThrownBy(() -> open(INPUT, new DockerfileLocation.StandardInput()))
                .hasMessageContaining("got \"-\" twice");
        assertThatThrownBy(() -> open(INPUT, UNNAMED)).hasMessageContaining("standard input is empty");
        input = "FROM x".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> open(INPUT, named("D"))).hasMessageContaining("want one of them");
        byte[] whole = archive("gzip", Map.of("Dockerfile", "FROM x".repeat(1000)));
        input = java.util.Arrays.copyOf(whole, whole.length - 20);
        assertThatThrownBy(() -> open(INPUT, UNNAMED))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_INVALID));
        input = archive("plain", Map.of("x", "y"));
        assertThatThrownBy(() -> open(INPUT, UNNAMED)).hasMessageContaining("no Dockerfile at its top");
    }

    private void assertFails(String path, DockerfileLocation dockerfile, ErrorCode code, String why) {
        assertThatThrownBy(() -> open(path, dockerfile)).isInstanceOfSatisfying(BuildException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e).hasMessageContaining(why);
        });
    }

    private BuildContext open(String path, DockerfileLocation dockerfile) throws IOException {
        return open(new ContextLocation.Directory(directory.resolve(path)), dockerfile);
    }

    private BuildContext open(ContextLocation context, DockerfileLocation dockerfile) throws IOException {
        return opener(new ByteArrayInputStream(input)).open(context, dockerfile);
    }

    private ContextOpener opener(InputStream standardInput) {
        NioRootDirectories directories = new NioRootDirectories(() -> {
            throw new AssertionError("nothing is written");
        });
        return new ContextOpener(directories, store, standardInput);
    }

    private DockerfileLocation named(String path) {
        return new DockerfileLocation.Named(path, directory.resolve(path));
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(directory.resolve(path).getParent());
        Files.writeString(directory.resolve(path), text);
    }

    private static byte[] archive(String compression, Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compressed(compression, bytes);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(content.length);
                entry.setIds(1000, 1000);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static OutputStream compressed(String compression, OutputStream out) throws IOException {
        return switch (compression) {
            case "gzip" -> new GZIPOutputStream(out);
            case "bzip2" -> new BZip2CompressorOutputStream(out);
            case "xz" -> new XZCompressorOutputStream(out);
            case "zstd" -> new ZstdCompressorOutputStream(out);
            default -> out;
        };
    }
}
