package dev.jbuild.cache.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.cache.git.TestRepository.Node;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.source.GitSource;
import dev.jbuild.core.source.GitSource.Checkout;
import dev.jbuild.core.source.GitSource.GitReference;
import dev.jbuild.core.source.GitSource.Times;
import dev.jbuild.core.source.contracts.GitSourceContract;
import dev.jbuild.core.store.fakes.InMemoryStore;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.TreeEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GitRepositoriesTest implements GitSourceContract {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
    private static final long MAX_BYTES = 1 << 20; // 1 MiB

    private final InMemoryStore store = new InMemoryStore();
    private final SmartServer server = new SmartServer();
    private final TestRepository repository = new TestRepository();
    private final Map<String, String> secrets = new java.util.TreeMap<>();
    private Duration patience = Duration.ofSeconds(30);

    GitRepositoriesTest() throws IOException {
        server.put("/r.git", repository);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        store.close();
    }

    @Override
    public GitSource newSource() {
        return new GitRepositories(
                store.openBuild(),
                CLOCK,
                new GitOptions(Map.of(), patience, MAX_BYTES, () -> new byte[0]),
                id -> Optional.ofNullable(secrets.get(id)).map(text -> text.getBytes(StandardCharsets.UTF_8)),
                id -> Optional.empty());
    }

    @Override
    public String url() {
        return server.url("/r.git");
    }

    @Override
    public String commit(Map<String, String> files, Instant time, String... names) throws IOException {
        return commitNodes(TestRepository.files(files), time, names);
    }

    private String commitNodes(Map<String, Node> files, Instant time, String... names) throws IOException {
        String commit = repository.commit(files, time);
        for (String name : names) {
            repository.name("refs/heads/" + (name.isEmpty() ? "main" : name), commit);
        }
        return commit;
    }

    private GitReference all(String ref) {
        return new GitReference(url(), ref, "", false, true, Times.COMMIT);
    }

    private List<String> listing(Checkout made) throws IOException {
        List<String> lines = new ArrayList<>();
        for (var entry : made.index().entries()) {
            TreeEntry file = ((Present) entry).entry();
            String kind = file instanceof TreeEntry.Symlink link
                    ? "-> " + new String(link.target(), StandardCharsets.UTF_8)
                    : file instanceof TreeEntry.RegularFile regular
                            ? new String(
                                    store.blobs().open(made.layer().digest()).readAllBytes(),
                                    (int) ((Present) entry).offset(),
                                    (int) regular.sizeBytes(),
                                    StandardCharsets.UTF_8)
                            : "/";
            lines.add("%s %o %s".formatted(entry.path(), file.attributes().mode(), kind));
        }
        return lines;
    }

    private void refuses(ErrorCode code, GitReference reference, String... parts) {
        assertThatThrownBy(() -> {
                    GitSource source = newSource();
                    source.checkOut(reference, source.resolve(reference));
                })
                .isInstanceOfSatisfying(BuildException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e).hasMessageContainingAll(parts);
                    assertThat(e.getMessage()).doesNotContain("Exception", "org.eclipse");
                });
        assertThat(store.blobs().digests()).as("what is left in the store").isEmpty();
    }

    @Test
    void keepsModesAndLinks() throws IOException {
        String commit = commitNodes(
                Map.of(
                        "a.b", Node.file("1"),
                        "a/x", Node.program("2"),
                        "l", Node.link("../../etc/passwd"),
                        "a-", Node.file("3")),
                TIME,
                "");
        assertThat(listing(newSource().checkOut(all(""), commit)))
                .containsExactly("a 755 /", "a/x 755 2", "a- 644 3", "a.b 644 1", "l 777 -> ../../etc/passwd");
    }

    @Test
    void fetchesOneCommitAndOnlyOnce() throws IOException {
        commit(Map.of("old", "x".repeat(2 << 20)), TIME, "");
        String commit = commit(Map.of("f", "1"), TIME, "");
        newSource().checkOut(all(""), commit);
        int requests = server.requests().size();
        newSource().checkOut(all("main"), commit);
        assertThat(server.requests()).hasSize(requests);
    }

    @Test
    void choosesABranchBeforeATagAndWhatATagStandsFor() throws IOException {
        String first = commit(Map.of("f", "1"), TIME, "both");
        String second = commit(Map.of("f", "2"), TIME, "");
        repository.tag("both", second);
        repository.tag("v2", second);
        GitSource source = newSource();
        assertThat(source.resolve(all("both"))).isEqualTo(first);
        assertThat(source.resolve(all("refs/tags/both"))).isEqualTo(second);
        assertThat(source.resolve(all("v2"))).isEqualTo(second);
        assertThat(source.resolve(all("heads/both"))).isEqualTo(first);
    }

    @Test
    void takesTheBeginningOfTheCommitOfABranchOrTag() throws IOException {
        String first = commit(Map.of("f", "1"), TIME, "other");
        commit(Map.of("f", "2"), TIME, "");
        repository.tag("v1", first);
        assertThat(newSource().resolve(all(first.substring(0, 7)))).isEqualTo(first);
        refuses(ErrorCode.REMOTE_INVALID, all(first.substring(0, 6)), "no branch, tag or name");
        refuses(ErrorCode.REMOTE_INVALID, all("0123456789"), "no branch, tag or name");
    }

    @Test
    void fetchesAllFromServersThatGiveNamesOnly() throws IOException {
        String first = commit(Map.of("f", "1"), TIME, "");
        String second = commit(Map.of("f", "2"), TIME, "");
        server.speak(SmartServer.Protocol.OLD);
        assertThat(listing(newSource().checkOut(all(first), first))).containsExactly("f 644 1");
        assertThat(listing(newSource().checkOut(all("main"), second))).containsExactly("f 644 2");
    }

    @Test
    void givesFilesTheTimeOfTheCheckoutWhenAsked() throws IOException {
        String commit = commit(Map.of("f", "1"), TIME, "");
        GitReference reference = new GitReference(url(), "", "", false, true, Times.CHECKOUT);
        assertThat(newSource().checkOut(reference, commit).time()).isEqualTo(CLOCK.instant());
    }

    @Test
    void followsLinksToTheSubdirectoryInsideTheRepository() throws IOException {
        commitNodes(
                Map.of(
                        "a/b/f", Node.file("1"),
                        "up", Node.link("../../a"),
                        "abs", Node.link("/a/b"),
                        "circle", Node.link("circle"),
                        "host", Node.link("/etc")),
                TIME,
                "");
        GitSource source = newSource();
        String commit = source.resolve(all(""));
        for (String directory : List.of("up/b", "abs", "../a/b", "a/./b/")) {
            GitReference reference = new GitReference(url(), "", directory, false, true, Times.COMMIT);
            assertThat(listing(source.checkOut(reference, commit)))
                    .as(directory)
                    .containsExactly("f 644 1");
        }
        for (String directory : List.of("circle", "host", "a/b/f")) {
            GitReference reference = new GitReference(url(), "", directory, false, true, Times.COMMIT);
            assertThatThrownBy(() -> source.checkOut(reference, commit))
                    .as(directory)
                    .isInstanceOf(BuildException.class)
                    .hasMessageContaining("\"" + directory + "\"");
        }
    }

    @Test
    void checksOutSubmodules() throws IOException {
        TestRepository inner = new TestRepository();
        server.put("/team/inner.git", inner);
        TestRepository innermost = new TestRepository();
        server.put("/innermost.git", innermost);
        String deepest = innermost.commit(Map.of("d", Node.file("3")), TIME);
        innermost.name("refs/heads/main", deepest);
        String deep = inner.commit(
                Map.of(
                        "f",
                        Node.file("2"),
                        "m",
                        Node.submodule(deepest),
                        ".gitmodules",
                        Node.file("[submodule \"m\"]\npath = m\nurl = ../../innermost.git\n")),
                TIME);
        inner.name("refs/heads/main", deep);
        commitNodes(
                Map.of(
                        "f",
                        Node.file("1"),
                        "lib/sub",
                        Node.submodule(deep),
                        ".gitmodules",
                        Node.file("[submodule \"s\"]\npath = lib/sub\nurl = ../team/inner.git\n")),
                TIME,
                "");
        GitSource source = newSource();
        String commit = source.resolve(all(""));
        assertThat(listing(source.checkOut(all(""), commit)))
                .filteredOn(line -> !line.contains(".gitmodules"))
                .containsExactly(
                        "f 644 1",
                        "lib 755 /",
                        "lib/sub 755 /",
                        "lib/sub/f 644 2",
                        "lib/sub/m 755 /",
                        "lib/sub/m/d 644 3");
        GitReference without = new GitReference(url(), "", "lib", false, false, Times.COMMIT);
        assertThat(listing(source.checkOut(without, commit))).containsExactly("sub 755 /");
        GitReference within = new GitReference(url(), "", "lib/sub/m", false, true, Times.COMMIT);
        assertThat(listing(source.checkOut(within, commit))).containsExactly("d 644 3");
    }

    @Test
    void refusesSubmodulesOfThisMachine() throws IOException {
        for (String url :
                List.of("file:///etc", "/etc", "ext::sh -c id", "-u x", "../../../x", "ssh://-oProxyCommand=id/x")) {
            commitNodes(
                    Map.of(
                            "s",
                            Node.submodule("1".repeat(40)),
                            ".gitmodules",
                            Node.file("[submodule \"s\"]\npath = s\nurl = \"" + url + "\"\n")),
                    TIME,
                    "");
            refuses(ErrorCode.REMOTE_INVALID, all(""), "submodule \"s\"");
        }
        commitNodes(Map.of("s", Node.submodule("1".repeat(40))), TIME, "");
        refuses(ErrorCode.REMOTE_INVALID, all(""), "does not say where \"s\" comes from");
    }

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
    void showsSecretsToTheirServerOnly() throws IOException {
        commit(Map.of("f", "1"), TIME, "");
        secrets.put("GIT_AUTH_TOKEN", "t0ken\n");
        newSource().resolve(all(""));
        assertThat(server.requests()).allMatch(line -> line.endsWith(" Basic eC1hY2Nlc3MtdG9rZW46dDBrZW4="));
        secrets.put("GIT_AUTH_HEADER.127.0.0.1:" + server.port(), "Bearer own");
        newSource().resolve(all("main"));
        assertThat(server.requests()).last().asString().endsWith(" Bearer own");
        secrets.clear();
        newSource()
                .resolve(new GitReference(
                        url().replace("http://", "http://me:pass@"), "", "", false, true, Times.COMMIT));
        assertThat(server.requests()).last().asString().endsWith(" Basic bWU6cGFzcw==");
    }

    @Test
    void movesToWhereItIsSentWithoutTheSecret() throws IOException {
        secrets.put("GIT_AUTH_TOKEN", "t0ken");
        try (SmartServer other = new SmartServer()) {
            other.put("/moved.git", repository);
            server.fail(exchange -> {
                String query = exchange.getRequestURI().getQuery();
                exchange.getResponseHeaders().set("Location", other.url("/moved.git/info/refs?" + query));
                exchange.sendResponseHeaders(301, -1);
                return true;
            });
            String commit = commit(Map.of("f", "1"), TIME, "");
            GitSource source = newSource();
            assertThat(listing(source.checkOut(all(""), source.resolve(all("")))))
                    .containsExactly("f 644 1");
            assertThat(commit).isNotEmpty();
            assertThat(other.requests()).isNotEmpty().noneMatch(line -> line.contains("Basic"));
            assertThat(other.requests()).anyMatch(line -> line.startsWith("POST /moved.git/git-upload-pack"));
        }
    }

    @Test
    void showsNoSecretToSubmodulesThatARepositoryNames() throws IOException {
        secrets.put("GIT_AUTH_TOKEN", "t0ken");
        TestRepository inner = new TestRepository();
        try (SmartServer other = new SmartServer()) {
            other.put("/inner.git", inner);
            String deep = inner.commit(Map.of("f", Node.file("2")), TIME);
            inner.name("refs/heads/main", deep);
            commitNodes(
                    Map.of(
                            "s",
                            Node.submodule(deep),
                            ".gitmodules",
                            Node.file("[submodule \"s\"]\npath = s\nurl = " + other.url("/inner.git") + "\n")),
                    TIME,
                    "");
            GitSource source = newSource();
            source.checkOut(all(""), source.resolve(all("")));
            assertThat(other.requests()).isNotEmpty().noneMatch(line -> line.contains("Basic"));
        }
    }

    @Test
    void showsASecretToSubmodulesOfTheSameServer() throws IOException {
        secrets.put("GIT_AUTH_TOKEN", "t0ken");
        TestRepository inner = new TestRepository();
        server.put("/inner.git", inner);
        String deep = inner.commit(Map.of("f", Node.file("2")), TIME);
        inner.name("refs/heads/main", deep);
        commitNodes(
                Map.of(
                        "s",
                        Node.submodule(deep),
                        ".gitmodules",
                        Node.file("[submodule \"s\"]\npath = s\nurl = ../inner.git\n")),
                TIME,
                "");
        GitSource source = newSource();
        source.checkOut(all(""), source.resolve(all("")));
        assertThat(server.requests())
                .anyMatch(line -> line.contains("/inner.git"))
                .allMatch(line -> line.endsWith(" Basic eC1hY2Nlc3MtdG9rZW46dDBrZW4="));
    }

    @Test
    void saysWhichSubmoduleIsRefused() throws IOException {
        String none = "http://127.0.0.1:" + server.port() + "/none.git";
        commitNodes(
                Map.of(
                        "s",
                        Node.submodule("1".repeat(40)),
                        ".gitmodules",
                        Node.file("[submodule \"s\"]\npath = s\nurl = " + none + "\n")),
                TIME,
                "");
        refuses(ErrorCode.REMOTE_FAILED, all(""), "submodule \"s\" at " + none + ": 127.0.0.1 answered 404");
    }

    @Test
    void saysWhatAServerDoesWrong() throws IOException {
        commit(Map.of("f", "1"), TIME, "");
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
        commit(Map.of("f", "1"), TIME, "");
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
        String commit = repository.commit(TestRepository.files(Map.of("f", "2")), TIME);
        refuses(ErrorCode.REMOTE_FAILED, all(commit), "cannot fetch");
        server.fail(exchange -> false);
        java.util.Random random = new java.util.Random(1);
        StringBuilder large = new StringBuilder();
        for (int i = 0; i < 3 << 20; i++) {
            large.append((char) (random.nextInt(90) + 33));
        }
        String big = commit(Map.of("f", large.toString()), TIME, "");
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
