package dev.jbuild.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.source.GitSource.GitReference;
import dev.jbuild.core.source.GitSource.Times;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitAddressTest {

    @ParameterizedTest
    @CsvSource({
        "https://host/r.git,               https://host/r.git, '',              '',   false, true",
        "https://host/r.git#v1,            https://host/r.git, v1,              '',   false, true",
        "https://host/r.git#v1:docs/en,    https://host/r.git, v1,              docs/en, false, true",
        "https://host/r.git#:docs,         https://host/r.git, '',              docs, false, true",
        "git@host:team/r,                  git@host:team/r,    '',              '',   false, true",
        "git@host:r.git#main,              git@host:r.git,     main,            '',   false, true",
        "ssh://git@host:22/r,              ssh://git@host:22/r, '',             '',   false, true",
        "git://host/r,                     git://host/r,       '',              '',   false, true",
        "https://host/r.git?branch=b,      https://host/r.git, refs/heads/b,    '',   false, true",
        "https://host/r.git?tag=t&subdir=d, https://host/r.git, refs/tags/t,    d,    false, true",
        "https://host/r.git?keep-git-dir=1&submodules=false, https://host/r.git, '', '', true, false",
    })
    void readsAddresses(String text, String url, String ref, String directory, boolean keep, boolean submodules) {
        assertThat(GitAddress.parse(text))
                .map(GitAddress::reference)
                .contains(new GitReference(url, ref, directory, keep, submodules, Times.COMMIT));
    }

    @Test
    void readsTheCommitThatIsExpected() {
        GitAddress address = GitAddress.parse("https://host/r.git?checksum=abc").orElseThrow();
        assertThat(address.checksum()).isEqualTo("abc");
        assertThat(address.reference().ref()).isEqualTo("abc");
    }

    @Test
    void takesTheTimesThatAreAskedFor() {
        assertThat(GitAddress.parse("https://host/r.git?mtime=checkout"))
                .map(address -> address.reference().times())
                .contains(Times.CHECKOUT);
    }

    @Test
    void fetchesByTheCommitWhenItIsWhole() {
        String commit = "0123456789".repeat(4);
        assertThat(GitAddress.parse("https://host/r.git?branch=b&checksum=" + commit + "&fetch-by-commit=true"))
                .map(address -> address.reference().ref())
                .contains(commit);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"#-x", "#--upload-pack=id", "?ref=-x", "?branch=a b", "?branch=-x", "#a\tb", "?checksum=-1"})
    void refusesRefsThatCouldBeOptions(String rest) {
        assertThatThrownBy(() -> GitAddress.parse("https://host/r.git" + rest))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("begins with no \"-\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src",
                "./git@host:r",
                "../r.git",
                "https://host/file.tar",
                "github.com/owner/r",
                "/abs.git",
                "a:b",
                "*.git",
                ""
            })
    void leavesPathsAndDownloadsAlone(String text) {
        assertThat(GitAddress.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?what=1",
                "?ref=a&branch=b",
                "?submodules=maybe",
                "?subdir=a&subdir=b",
                "?mtime=now",
                "?checksum=abc&fetch-by-commit=1"
            })
    void refusesUnknownAndContradictoryQueries(String query) {
        assertThatThrownBy(() -> GitAddress.parse("https://host/r.git" + query))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://host/r.git");
    }
}
