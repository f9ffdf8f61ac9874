package dev.jbuild.cache.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.cache.git.TestRepository.Node;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.source.GitSource;
import dev.jbuild.core.source.GitSource.GitReference;
import dev.jbuild.core.source.GitSource.Times;
import dev.jbuild.core.source.contracts.GitSourceContract;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GitRepositoriesTest extends RepositoryFixture implements GitSourceContract {
    GitRepositoriesTest() throws IOException {}

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
}
