package dev.jbuild.core.file.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.NamedFile;
import dev.jbuild.core.file.ReadFiles;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.UnsafePathException;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link RootDirectory} promises of reading. */
public interface RootDirectoryContract {

    /**
     * A root with: file {@code a} ("hello", 0640); directory {@code d} with file {@code x}, and in it {@code deep/er} with file
     * {@code y}; links {@code link} to {@code a}, {@code up} to {@code ../../a}, {@code out} to {@code /etc}, {@code dlink} to
     * {@code d}, {@code loop} to itself; file {@code same}, the same inode as {@code a}.
     */
    RootDirectory sample() throws IOException;

    @Test
    default void listsNamesInOrder() throws IOException {
        try (RootDirectory root = sample()) {
            assertThat(root.list(TreePath.ROOT))
                    .extracting(TreePath::toString)
                    .containsExactly("a", "d", "dlink", "link", "loop", "out", "same", "up");
            assertThat(root.list(TreePath.ROOT)).hasSize(8);
            assertThat(root.list(TreePath.of("d"))).hasSize(2);
            assertThatThrownBy(() -> root.list(TreePath.of("gone"))).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> root.list(TreePath.of("a"))).isInstanceOf(IOException.class);
        }
    }

    @Test
    default void statsWithoutFollowing() throws IOException {
        try (RootDirectory root = sample()) {
            FileStat file = root.stat(TreePath.of("a")).orElseThrow();
            assertThat(file.kind()).isEqualTo(FileKind.REGULAR);
            assertThat(file.mode()).isEqualTo(0640);
            assertThat(file.sizeBytes()).isEqualTo(5);
            assertThat(file.links()).isEqualTo(2);
            assertThat(root.stat(TreePath.of("same")).orElseThrow().inode()).isEqualTo(file.inode());
            assertThat(root.stat(TreePath.of("link")).orElseThrow().kind()).isEqualTo(FileKind.SYMLINK);
            assertThat(root.stat(TreePath.ROOT).orElseThrow().kind()).isEqualTo(FileKind.DIRECTORY);
            assertThat(root.stat(TreePath.of("d/gone"))).isEmpty();
            assertThat(root.stat(TreePath.of("gone/gone"))).isEmpty();
            assertThat(root.stat(TreePath.of("a/below"))).isEmpty();
        }
    }

    @Test
    default void listsChildrenAsItStatsThem() throws IOException {
        try (RootDirectory root = sample()) {
            for (TreePath directory : List.of(TreePath.ROOT, TreePath.of("d"), TreePath.of("d/deep/er"))) {
                List<NamedFile> want = new ArrayList<>();
                for (TreePath name : root.list(directory)) {
                    want.add(new NamedFile(
                            name, root.stat(directory.resolve(name)).orElseThrow()));
                }
                assertThat(root.children(directory)).isEqualTo(want);
            }
            assertThatThrownBy(() -> root.children(TreePath.of("gone"))).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> root.children(TreePath.of("a"))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> root.children(TreePath.of("dlink"))).isInstanceOf(UnsafePathException.class);
            assertThatThrownBy(() -> root.children(TreePath.of("dlink/deep"))).isInstanceOf(UnsafePathException.class);
        }
    }

    @Test
    default void readsAtOnceOnlyWhatIsAsItIsSaidToBe() throws IOException {
        try (RootDirectory root = sample()) {
            List<TreePath> files = Stream.of("a", "link", "dlink/x", "d/deep/er/y", "d", "gone", "out/passwd", "d/x")
                    .map(TreePath::of)
                    .toList();
            ReadFiles read = root.read(files, new int[] {5, 5, 1, 1, 0, 3, 0, 7});
            for (int i : new int[] {1, 2, 4, 5, 6, 7}) {
                assertThat(read.has(i)).as(files.get(i).toString()).isFalse();
            }
            assertThat(read.has(0) ? new String(read.bytes(), read.start(0), 5, StandardCharsets.UTF_8) : "hello")
                    .isEqualTo("hello");
            assertThat(read.has(3) ? read.bytes()[read.start(3)] : 'y').isEqualTo((byte) 'y');
        }
    }

    @Test
    default void opensRegularFilesOnly() throws IOException {
        try (RootDirectory root = sample()) {
            assertThat(text(root, "a")).isEqualTo("hello");
            assertThat(text(root, "d/deep/er/y")).isEqualTo("y");
            assertThatThrownBy(() -> root.open(TreePath.of("link"))).isInstanceOf(UnsafePathException.class);
            assertThatThrownBy(() -> root.open(TreePath.of("d"))).isInstanceOf(UnsafePathException.class);
            assertThatThrownBy(() -> root.open(TreePath.of("gone"))).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    default void goesThroughNoLink() throws IOException {
        try (RootDirectory root = sample()) {
            assertThatThrownBy(() -> root.open(TreePath.of("out/passwd"))).isInstanceOf(UnsafePathException.class);
            assertThatThrownBy(() -> root.stat(TreePath.of("out/passwd"))).isInstanceOf(UnsafePathException.class);
            assertThatThrownBy(() -> root.list(TreePath.of("dlink"))).isInstanceOf(UnsafePathException.class);
            assertThatThrownBy(() -> root.open(TreePath.of("dlink/x"))).isInstanceOf(UnsafePathException.class);
        }
    }

    @Test
    default void resolvesLinksInsideTheRoot() throws IOException {
        try (RootDirectory root = sample()) {
            assertThat(root.resolve(TreePath.of("link"))).isEqualTo(TreePath.of("a"));
            assertThat(root.resolve(TreePath.of("up"))).isEqualTo(TreePath.of("a"));
            assertThat(root.resolve(TreePath.of("out/passwd"))).isEqualTo(TreePath.of("etc/passwd"));
            assertThat(root.resolve(TreePath.of("dlink/deep"))).isEqualTo(TreePath.of("d/deep"));
            assertThat(root.resolve(TreePath.of("gone/x"))).isEqualTo(TreePath.of("gone/x"));
            assertThatThrownBy(() -> root.resolve(TreePath.of("loop"))).isInstanceOf(IOException.class);
        }
    }

    @Test
    default void readsLinksAsTheyAre() throws IOException {
        try (RootDirectory root = sample()) {
            assertThat(root.readLink(TreePath.of("up"))).asString().isEqualTo("../../a");
            assertThat(root.readLink(TreePath.of("out"))).asString().isEqualTo("/etc");
        }
    }

    private static String text(RootDirectory root, String path) throws IOException {
        try (InputStream in = root.open(TreePath.of(path))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
