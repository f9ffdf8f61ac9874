package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contexts, and servers of contexts, that mean harm: what is printed, and that nothing but store and output is touched. */
class HostileContextsTest {
    private static final String COPY_ALL = "FROM scratch\nCOPY . /all/\n";
    private static final byte[] SOME = new byte[100_000];

    @TempDir
    Path directory;

    private Path work;
    private Program program;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        work = Files.createDirectories(directory.resolve("work"));
        program = new Program(work, directory.resolve("store"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Path write(String path, String text) throws IOException {
        Path file = work.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private String serve(String path, HttpHandler answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                answer.handle(exchange);
            }
        });
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** All that is there besides the store, with what is in it. */
    private Map<String, String> surroundings() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.filter(path -> !path.startsWith(directory.resolve("store")))
                    .toList()) {
                boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
                found.put(directory.relativize(path).toString(), file ? Files.readString(path) : "");
            }
        }
        return found;
    }

    private void fails(int exitCode, String id, String part, String... args) throws IOException {
        Map<String, String> before = surroundings();
        assertThat(program.run(args)).as(program.err()).isEqualTo(exitCode);
        assertThat(program.err()).contains("error[" + id + "]").contains(part).doesNotContain("Exception");
        assertThat(program.err().chars().filter(c -> c < ' ' && c != '\n'))
                .as("control characters")
                .isEmpty();
        assertThat(surroundings()).isEqualTo(before);
        try (Stream<Path> left = Files.list(directory.resolve("store/tmp"))) {
            assertThat(left).as("what is left in scratch").isEmpty();
        }
    }

    private void failsFromServer(HttpHandler answer, int exitCode, String id, String part) throws IOException {
        String url = serve("/" + System.nanoTime() + ".tar.gz", answer);
        write("add/Dockerfile", "FROM scratch\nADD " + url + " /\n");
        fails(exitCode, id, part, url);
        fails(exitCode, id, part, "add");
        write("named/Dockerfile", "FROM scratch\nCOPY --from=x . /\n");
        fails(exitCode, id, part, "--build-context", "x=" + url, "named");
    }

    @Test
    void saysThatAServerLiesAboutTheLength() throws IOException {
        failsFromServer(
                exchange -> {
                    exchange.sendResponseHeaders(200, SOME.length * 2);
                    exchange.getResponseBody().write(SOME);
                },
                4,
                "remote-failed",
                "ended early");
    }

    @Test
    void followsNoServerToThisMachineNorInCircles() throws IOException {
        failsFromServer(
                exchange -> redirect(
                        exchange, "http://localhost:" + server.getAddress().getPort() + "/secret"),
                4,
                "remote-failed",
                "an address of this machine");
        failsFromServer(
                exchange -> redirect(exchange, exchange.getRequestURI().getPath()),
                4,
                "remote-failed",
                "more than 5 redirects");
        failsFromServer(
                exchange -> redirect(exchange, "file:///etc/passwd"),
                4,
                "remote-failed",
                "a redirect that cannot be read");
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(302, -1);
    }

    @Test
    void saysThatAnArchiveIsCutOrNoArchive() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(SOME);
        }
        byte[] cut = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
        String url = serve("/cut.tar.gz", exchange -> {
            exchange.sendResponseHeaders(200, cut.length);
            exchange.getResponseBody().write(cut);
        });
        fails(1, "archive-invalid", "its compression is broken", url);
        program.stdin(cut);
        fails(1, "archive-invalid", "its compression is broken", "-");
        program.stdin(new byte[] {0, 1, 2, 3});
        fails(1, "encoding", "the file is no text", "-");
    }

    /** A name that would set a terminal's title, begin a line of its own, or speak to a CI. */
    @Test
    void printsNoControlCharactersOfNames() throws IOException {
        String name = "\u001b]0;mine\u0007\n::error::\u001b[31m";
        write("ctx/Dockerfile", COPY_ALL);
        Files.writeString(work.resolve("ctx").resolve(".wh." + name), "x");
        fails(1, "copy-conflict", "cannot be copied", "ctx");
        assertThat(program.err().lines()).noneMatch(line -> line.startsWith("::"));

        write("missing/Dockerfile", "FROM scratch\nCOPY wanted /\n");
        Files.writeString(work.resolve("missing").resolve("wante" + name), "x");
        fails(1, "source-not-found", "\"wanted\"", "missing");
        assertThat(program.err().lines()).noneMatch(line -> line.startsWith("::"));

        assertThat(program.run("context", "ls", "missing")).isZero();
        assertThat(program.out().chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
        assertThat(program.out().lines()).noneMatch(line -> line.startsWith("::"));
    }

    /** Names are copied as they are all the same. */
    @Test
    void copiesSuchNames() throws IOException {
        write("ctx/Dockerfile", COPY_ALL);
        Files.writeString(work.resolve("ctx").resolve("a\n\u001b[31mb"), "x");
        assertThat(program.run("-q", "-o", "type=local,dest=out", "ctx"))
                .as(program.err())
                .isZero();
        assertThat(work.resolve("out/all").resolve("a\n\u001b[31mb")).hasContent("x");
    }

    @Test
    void refusesAContextThatIsNoneAndRefsThatAreOptions() throws IOException {
        write("file", "x");
        fails(1, "context-invalid", "got a file, want a directory", "file");
        fails(1, "context-invalid", "no such directory", "none");
        for (String ref : new String[] {"-x", "--upload-pack=touch x", "-x:sub"}) {
            fails(2, "usage", "begins with no \"-\"", "git://127.0.0.1:1/r.git#" + ref);
        }
        fails(2, "usage", "\"-\"", "git://-oProxyCommand=x/r.git");
    }

    @Test
    void saysWhichLinkLeadsOut() throws IOException {
        write("secret", "secret");
        write("ctx/Dockerfile", "FROM scratch\nCOPY out /\n");
        Files.createSymbolicLink(work.resolve("ctx/out"), Path.of("../secret"));
        fails(1, "source-not-found", "out", "ctx");
        write("up/Dockerfile", "FROM scratch\nCOPY ../secret /\n");
        fails(1, "source-outside-context", "../secret", "up");
    }
}
