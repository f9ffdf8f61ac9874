package dev.jbuild.cache.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.cache.git.TestRepository.Node;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.source.GitSource;
import dev.jbuild.core.source.GitSource.GitReference;
import dev.jbuild.core.source.GitSource.Times;
import dev.jbuild.core.source.contracts.GitSourceContract;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SubmodulesTest extends RepositoryFixture {
    SubmodulesTest() throws IOException {}

    @Test
    void checksOutSubmodules() throws IOException {
        TestRepository inner = new TestRepository();
        server.put("/team/inner.git", inner);
        TestRepository innermost = new TestRepository();
        server.put("/innermost.git", innermost);
        String deepest = innermost.commit(Map.of("d", Node.file("3")), GitSourceContract.TIME);
        innermost.name("refs/heads/main", deepest);
        String deep = inner.commit(
                Map.of(
                        "f",
                        Node.file("2"),
                        "m",
                        Node.submodule(deepest),
                        ".gitmodules",
                        Node.file("[submodule \"m\"]\npath = m\nurl = ../../innermost.git\n")),
                GitSourceContract.TIME);
        inner.name("refs/heads/main", deep);
        commitNodes(
                Map.of(
                        "f",
                        Node.file("1"),
                        "lib/sub",
                        Node.submodule(deep),
                        ".gitmodules",
                        Node.file("[submodule \"s\"]\npath = lib/sub\nurl = ../team/inner.git\n")),
                GitSourceContract.TIME,
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
            commitSubmodule("s", "1".repeat(40), url);
            refuses(ErrorCode.REMOTE_INVALID, all(""), "submodule \"s\"");
        }
        commitNodes(Map.of("s", Node.submodule("1".repeat(40))), GitSourceContract.TIME, "");
        refuses(ErrorCode.REMOTE_INVALID, all(""), "does not say where \"s\" comes from");
    }

    @Test
    void showsNoSecretToSubmodulesThatARepositoryNames() throws IOException {
        secrets.put("GIT_AUTH_TOKEN", "t0ken");
        TestRepository inner = new TestRepository();
        try (SmartServer other = new SmartServer()) {
            other.put("/inner.git", inner);
            String deep = inner.commit(Map.of("f", Node.file("2")), GitSourceContract.TIME);
            inner.name("refs/heads/main", deep);
            commitSubmodule("s", deep, other.url("/inner.git"));
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
        String deep = inner.commit(Map.of("f", Node.file("2")), GitSourceContract.TIME);
        inner.name("refs/heads/main", deep);
        commitSubmodule("s", deep, "../inner.git");
        GitSource source = newSource();
        source.checkOut(all(""), source.resolve(all("")));
        assertThat(server.requests())
                .anyMatch(line -> line.contains("/inner.git"))
                .allMatch(line -> line.endsWith(" Basic eC1hY2Nlc3MtdG9rZW46dDBrZW4="));
    }

    @Test
    void saysWhichSubmoduleIsRefused() throws IOException {
        String none = "http://127.0.0.1:" + server.port() + "/none.git";
        commitSubmodule("s", "1".repeat(40), none);
        refuses(ErrorCode.REMOTE_FAILED, all(""), "submodule \"s\" at " + none + ": 127.0.0.1 answered 404");
    }
}
