package dev.jbuild.core.source.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.source.GitSource;
import dev.jbuild.core.source.GitSource.Checkout;
import dev.jbuild.core.source.GitSource.GitReference;
import dev.jbuild.core.source.GitSource.Times;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link GitSource} does. */
public interface GitSourceContract {
    Instant TIME = Instant.ofEpochSecond(1_500_000_000);

    /** The source of a new build. */
    GitSource newSource() throws IOException;

    /** The address of a repository. */
    String url() throws IOException;

    /** Makes a commit and has names mean it; "" is the default branch. */
    String commit(Map<String, String> files, Instant time, String... names) throws IOException;

    private GitReference reference(String ref, String subdirectory) throws IOException {
        return new GitReference(url(), ref, subdirectory, false, true, Times.COMMIT);
    }

    @Test
    default void resolvesTheDefaultBranchAndNames() throws IOException {
        String first = commit(Map.of("f", "1"), TIME, "main", "v1");
        String second = commit(Map.of("f", "2"), TIME, "", "topic");
        GitSource source = newSource();
        assertThat(source.resolve(reference("", ""))).isEqualTo(second);
        assertThat(source.resolve(reference("topic", ""))).isEqualTo(second);
        assertThat(source.resolve(reference("v1", ""))).isEqualTo(first);
    }

    @Test
    default void takesAWholeCommitAtItsWord() throws IOException {
        assertThat(newSource().resolve(reference("0123456789".repeat(4), ""))).isEqualTo("0123456789".repeat(4));
    }

    @Test
    default void saysThatThereIsNoSuchName() throws IOException {
        commit(Map.of("f", "1"), TIME, "");
        assertThatThrownBy(() -> newSource().resolve(reference("other", "")))
                .hasMessageContainingAll(url(), "\"other\"")
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REMOTE_INVALID));
    }

    @Test
    default void checksOutFilesOfRootWithTheTimeOfTheCommit() throws IOException {
        String commit = commit(Map.of("a/b", "text", "c", ""), TIME, "");
        Checkout made = newSource().checkOut(reference("", ""), commit);
        assertThat(made.time()).isEqualTo(TIME);
        assertThat(made.index().entries())
                .extracting(entry -> entry.path().toString())
                .containsExactly("a", "a/b", "c");
        for (LayerEntry entry : made.index().entries()) {
            int mode = entry.path().equals(TreePath.of("a")) ? 0755 : 0644;
            assertThat(((LayerEntry.Present) entry).entry().attributes())
                    .isEqualTo(new Attributes(mode, 0, 0, TIME.getEpochSecond()));
        }
    }

    @Test
    default void checksOutADirectoryAsTheRoot() throws IOException {
        String commit = commit(Map.of("a/b/c", "text", "d", ""), TIME, "");
        assertThat(newSource().checkOut(reference("", "a"), commit).index().entries())
                .extracting(entry -> entry.path().toString())
                .containsExactly("b", "b/c");
        assertThatThrownBy(() -> newSource().checkOut(reference("", "x"), commit))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REMOTE_INVALID))
                .hasMessageContaining("\"x\"");
    }

    @Test
    default void makesTheSameLayerOfTheSameCommit() throws IOException {
        String commit = commit(Map.of("f", "1"), TIME, "");
        assertThat(newSource().checkOut(reference("", ""), commit).layer())
                .isEqualTo(newSource().checkOut(reference("main", ""), commit).layer());
    }
}
