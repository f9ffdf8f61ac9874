package dev.jbuild.cache.git;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.cache.git.TestRepository.Node;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.source.GitSource.GitReference;
import dev.jbuild.core.source.GitSource.Times;
import dev.jbuild.core.source.contracts.GitSourceContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a server or a repository does wrong is said, and nothing of it is kept. */
final class UnusableRepositoriesTest extends RepositoryFixture {
    UnusableRepositoriesTest() throws IOException {}

    @Test
    void refusesNamesThatLeadElsewhere() throws IOException {
        for (String name : List.of("..", ".", "", "a/b", ".git", ".GIT", "/etc", ".wh.f", "n".repeat(300))) {
            repository.name("refs/heads/main", repository.commitOfEntries(List.of(Map.entry(name, Node.file("1")))));
            refuses(ErrorCode.REMOTE_INVALID, all(""), "it has a file \"" + name + "\"");
        }
        repository.name(
                "refs/heads/main",
                repository.commitOfEntries(List.of(Map.entry("l", Node.link("/etc")), Map.entry("l", Node.file("1")))));
        refuses(ErrorCode.REMOTE_INVALID, all(""), "\"l\" twice");
        repository.name("refs/heads/main", repository.commitOfEntries(List.of(Map.entry("l", Node.link("a\0b")))));
        refuses(ErrorCode.REMOTE_INVALID, all(""), "a link \"l\"");
    }

    @Test
    void refusesAddressesThatAreOptionsOrPaths() {
        for (String url : List.of("ssh://-oProxyCommand=id/r", "file:///r.git", "git@-h:r", "git@h:-r", "ssh://h/-r")) {
            GitReference reference = new GitReference(url, "", "", false, true, Times.COMMIT);
            refuses(ErrorCode.USAGE, reference, "got repository");
        }
    }

    @Test
    void saysWhatAServerDoesWrong() throws IOException {
        commit(Map.of("f", "1"), GitSourceContract.TIME, "");
        server.fail(exchange -> status(exchange, 401));
        refuses(ErrorCode.REMOTE_DENIED, all(""), "answered 401");
        server.fail(exchange -> status(exchange, 404));
        refuses(ErrorCode.REMOTE_FAILED, all(""), "answered 404");
        server.fail(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hello".getBytes(StandardCharsets.US_ASCII));
            return true;
        });
        refuses(ErrorCode.REMOTE_INVALID, all(""), "no repository there that speaks the smart protocol");
        server.fail(exchange -> {
            exchange.getResponseHeaders().set("Location", "http://localhost:" + server.port() + "/r.git");
            exchange.sendResponseHeaders(302, -1);
            return true;
        });
        refuses(ErrorCode.REMOTE_FAILED, all(""), "an address of this machine");
        patience = Duration.ofSeconds(1);
        server.fail(exchange -> {
            sleep();
            return true;
        });
        refuses(ErrorCode.REMOTE_FAILED, all(""), "did not answer in time");
    }

    /** What git 2.39 answers for a repository of {@code git init --object-format=sha256}. */
    private static final String OF_SHA_256 =
            "000eversion 2\n0015agent=git/2.39.5\n0013ls-refs=unborn\n0020fetch=shallow wait-for-done\n"
                    + "0012server-option\n0019object-format=sha256\n0010object-info\n0000";

    @Test
    void saysThatObjectsHaveHashesOfAnotherKind() throws Exception {
        String reason = "its objects are named by SHA-256, which cannot be read; want a repository of SHA-1";
        server.fail(exchange -> {
            byte[] answer = ("001e# service=git-upload-pack\n0000" + OF_SHA_256).getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-advertisement");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            return true;
        });
        refuses(ErrorCode.REMOTE_INVALID, all(""), reason);
        ServerSocket daemon = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread answers = new Thread(() -> answerAll(daemon));
        answers.start();
        try {
            String url = "git://127.0.0.1:" + daemon.getLocalPort() + "/r.git";
            refuses(ErrorCode.REMOTE_INVALID, new GitReference(url, "main", "", false, true, Times.COMMIT), reason);
        } finally {
            daemon.close();
            answers.join();
        }
    }

    /** Answers as a server of git's own protocol does that is asked for names by the wrong hash: not at all. */
    private static void answerAll(ServerSocket daemon) {
        while (true) {
            try (Socket asked = daemon.accept()) {
                asked.getInputStream().read(new byte[1024]);
                asked.getOutputStream().write(OF_SHA_256.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                return; // it is closed
            }
        }
    }

    @Test
    void saysThatAPackIsBrokenOrTooLarge() throws IOException {
        commit(Map.of("f", "1"), GitSourceContract.TIME, "");
        server.fail(exchange -> {
            if (exchange.getRequestMethod().equals("GET")) {
                return false;
            }
            String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!asked.contains("command=fetch")) {
                return false;
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-result");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody()
                    .write("000dpackfile\n000f\u0001PACKgarbage".getBytes(StandardCharsets.ISO_8859_1));
            return true;
        });
        String commit = repository.commit(TestRepository.files(Map.of("f", "2")), GitSourceContract.TIME);
        refuses(ErrorCode.REMOTE_FAILED, all(commit), "cannot fetch");
        server.fail(exchange -> false);
        java.util.Random random = new java.util.Random(1);
        StringBuilder large = new StringBuilder();
        for (int i = 0; i < 3 << 20; i++) {
            large.append((char) (random.nextInt(90) + 33));
        }
        String big = commit(Map.of("f", large.toString()), GitSourceContract.TIME, "");
        refuses(ErrorCode.REMOTE_INVALID, all(big), "more than a repository may have");
    }

    @Test
    void readsNoHashesOfAnotherKind() {
        assertThatThrownBy(() -> newSource().checkOut(all(""), "a".repeat(64)))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("SHA-256");
    }

    private static boolean status(com.sun.net.httpserver.HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        return true;
    }

    private static void sleep() throws IOException {
        try {
            Thread.sleep(5000);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
