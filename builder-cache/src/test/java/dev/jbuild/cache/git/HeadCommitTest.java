package dev.jbuild.cache.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With repositories that git itself makes, in every way in which it stores a commit. */
@Tag("peers")
class HeadCommitTest {
    private static final long FIRST = 1_750_000_000;

    @TempDir
    Path directory;

    @BeforeEach
    void makeARepository() throws Exception {
        git(directory, "init", "-q", "-b", "main", ".");
        commit(FIRST, "first");
    }

    @Test
    void readsALooseCommit() throws IOException {
        assertThat(HeadCommit.time(directory)).contains(Instant.ofEpochSecond(FIRST));
    }

    @Test
    void looksAboveASubdirectory() throws IOException {
        Path below = Files.createDirectories(directory.resolve("a/b"));
        assertThat(HeadCommit.time(below)).contains(Instant.ofEpochSecond(FIRST));
    }

    @Test
    void readsPackedCommitsAlsoWhenTheyAreDeltas() throws Exception {
        for (int i = 1; i <= 60; i++) {
            commit(FIRST + i, "a long message that hardly changes ".repeat(40) + i);
        }
        git(directory, "gc", "-q", "--aggressive", "--prune=now");
        assertThat(directory.resolve(".git/packed-refs")).exists();
        List<String> ids = lines(git(directory, "rev-list", "main"));
        for (int i = 0; i < ids.size(); i += 7) {
            git(directory, "checkout", "-q", ids.get(i));
            assertThat(HeadCommit.time(directory)).contains(Instant.ofEpochSecond(FIRST + 60 - i));
        }
        String deltas = git(directory, "verify-pack", "-v", packIndex().toString());
        assertThat(lines(deltas).stream().filter(line -> line.contains(" commit ") && line.split(" +").length > 5))
                .as("commits that are deltas")
                .isNotEmpty();
    }

    @Test
    void readsWorktreesAndClonesThatShareObjects() throws Exception {
        git(directory, "worktree", "add", "-q", directory.resolve("tree").toString(), "-b", "other");
        assertThat(HeadCommit.time(directory.resolve("tree"))).contains(Instant.ofEpochSecond(FIRST));
        git(directory, "clone", "-q", "--shared", ".", "clone");
        assertThat(HeadCommit.time(directory.resolve("clone"))).contains(Instant.ofEpochSecond(FIRST));
    }

    @Test
    void readsSha256() throws Exception {
        Path wide = Files.createDirectory(directory.resolve("wide"));
        git(wide, "init", "-q", "--object-format=sha256", ".");
        git(wide, "commit", "-q", "--allow-empty", "-m", "x");
        assertThat(HeadCommit.time(wide)).isPresent();
        git(wide, "gc", "-q");
        assertThat(HeadCommit.time(wide)).isPresent();
    }

    @Test
    void findsNothingBeforeTheFirstCommit() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        git(empty, "init", "-q", ".");
        assertThat(HeadCommit.time(empty)).isEmpty();
    }

    @Test
    void refusesReferencesThatLeadOut() throws IOException {
        for (String reference :
                new String[] {"ref: ../../etc/passwd", "ref: refs/../../x", "ref: /etc/passwd", "nonsense"}) {
            Files.writeString(directory.resolve(".git/HEAD"), reference + "\n");
            assertThatThrownBy(() -> HeadCommit.time(directory)).isInstanceOf(IOException.class);
        }
        Files.writeString(directory.resolve(".git/HEAD"), "ref: refs/heads/loop\n");
        Files.writeString(directory.resolve(".git/refs/heads/loop"), "ref: refs/heads/loop\n");
        assertThatThrownBy(() -> HeadCommit.time(directory)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesACommitThatIsNotThere() throws IOException {
        Files.writeString(directory.resolve(".git/HEAD"), "ab".repeat(20) + "\n");
        assertThatThrownBy(() -> HeadCommit.time(directory)).hasMessageContaining("is not in");
    }

    private Path packIndex() throws IOException {
        try (var files = Files.newDirectoryStream(directory.resolve(".git/objects/pack"), "*.idx")) {
            return files.iterator().next();
        }
    }

    private void commit(long seconds, String message) throws Exception {
        Files.writeString(directory.resolve("file"), message);
        git(directory, "add", "file");
        git(directory, seconds, "commit", "-q", "-m", message);
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }

    private static String git(Path directory, String... words) throws Exception {
        return git(directory, FIRST, words);
    }

    private static String git(Path directory, long seconds, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=T", "-c", "user.email=t@example.org"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_COMMITTER_DATE", seconds + " +0200");
        builder.environment().put("GIT_AUTHOR_DATE", "1500000000 +0000");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
