package dev.jbuild.core.file.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.NewSymlink;
import dev.jbuild.core.file.UnsafePathException;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link WritableRootDirectory} promises of writing. */
public interface WritableRootDirectoryContract {
    TreePath STRAY = TreePath.of(new byte[] {'n', (byte) 0xff, (byte) 0xe9, '%', ' ', '\n'});

    /** An empty root. */
    WritableRootDirectory empty() throws IOException;

    @Test
    default void makesFilesAndDirectoriesWithTheirModes() throws IOException {
        try (WritableRootDirectory root = empty()) {
            root.makeDirectory(TreePath.of("d"), 01777);
            write(root, "d/f", 04755, "text");
            assertThat(stat(root, "d").mode()).isEqualTo(01777);
            assertThat(stat(root, "d/f").mode()).isEqualTo(04755);
            assertThat(stat(root, "d/f").kind()).isEqualTo(FileKind.REGULAR);
            assertThat(read(root, TreePath.of("d/f"))).isEqualTo("text");
        }
    }

    @Test
    default void overwritesNothing() throws IOException {
        try (WritableRootDirectory root = empty()) {
            write(root, "a", 0644, "a");
            write(root, "b", 0644, "b");
            TreePath a = TreePath.of("a");
            TreePath b = TreePath.of("b");
            assertThatThrownBy(() -> root.create(a, 0644)).isInstanceOf(FileAlreadyExistsException.class);
            assertThatThrownBy(() -> root.makeDirectory(a, 0755)).isInstanceOf(FileAlreadyExistsException.class);
            assertThatThrownBy(() -> root.symbolicLink(a, new byte[] {'x'}))
                    .isInstanceOf(FileAlreadyExistsException.class);
            assertThatThrownBy(() -> root.hardLink(b, a)).isInstanceOf(FileAlreadyExistsException.class);
            assertThatThrownBy(() -> root.rename(b, a)).isInstanceOf(FileAlreadyExistsException.class);
            assertThat(read(root, a)).isEqualTo("a");
        }
    }

    @Test
    default void linksAreOneInode() throws IOException {
        try (WritableRootDirectory root = empty()) {
            write(root, "a", 0644, "a");
            root.makeDirectory(TreePath.of("d"), 0755);
            root.hardLink(TreePath.of("a"), TreePath.of("d/b"));
            assertThat(stat(root, "d/b").inode()).isEqualTo(stat(root, "a").inode());
            assertThat(stat(root, "a").links()).isEqualTo(2);
            assertThatThrownBy(() -> root.hardLink(TreePath.of("gone"), TreePath.of("c")))
                    .isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    default void keepsSymbolicLinksAsTheyAre() throws IOException {
        try (WritableRootDirectory root = empty()) {
            root.symbolicLink(TreePath.of("l"), "../x/../y".getBytes(StandardCharsets.UTF_8));
            assertThat(root.readLink(TreePath.of("l"))).asString().isEqualTo("../x/../y");
            assertThat(stat(root, "l").kind()).isEqualTo(FileKind.SYMLINK);
            assertThatThrownBy(() -> root.changeMode(TreePath.of("l"), 0644)).isInstanceOf(UnsafePathException.class);
        }
    }

    @Test
    default void makesManySymbolicLinks() throws IOException {
        try (WritableRootDirectory root = empty()) {
            root.makeDirectory(TreePath.of("d"), 0755);
            long uid = stat(root, "d").uid();
            List<NewSymlink> links = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                String name = (i % 100 < 50 ? "" : "d/") + "l" + i;
                byte[] target = ("x".repeat(i * 13) + i).getBytes(StandardCharsets.UTF_8);
                links.add(new NewSymlink(
                        TreePath.of(name), target, i % 2 == 0 ? uid : NewSymlink.MAKER, NewSymlink.MAKER, i));
            }
            root.symbolicLinks(links);
            for (NewSymlink link : links) {
                assertThat(root.readLink(link.path())).isEqualTo(link.target());
                assertThat(root.stat(link.path()).orElseThrow().mtimeSeconds()).isEqualTo(link.mtimeSeconds());
            }
            assertThat(stat(root, "d/l60").uid()).isEqualTo(uid);
            assertThat(stat(root, "l1").uid()).isEqualTo(uid);
        }
    }

    @Test
    default void makesNoSymbolicLinkInPlaceOfAnythingOrThroughOne() throws IOException {
        try (WritableRootDirectory root = empty()) {
            write(root, "f", 0644, "kept");
            root.changeTime(TreePath.of("f"), 1_000_000_000L);
            root.makeDirectory(TreePath.of("d"), 0755);
            root.symbolicLink(TreePath.of("l"), new byte[] {'d'});
            assertThatThrownBy(() -> root.symbolicLinks(List.of(link("a", 7), link("f", 7))))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining("f");
            assertThat(stat(root, "a").mtimeSeconds()).isEqualTo(7);
            assertThat(stat(root, "f").mtimeSeconds()).isEqualTo(1_000_000_000L);
            assertThatThrownBy(() -> root.symbolicLinks(List.of(link("l/b", 7))))
                    .isInstanceOf(UnsafePathException.class);
            assertThat(root.list(TreePath.of("d"))).isEmpty();
        }
    }

    private static NewSymlink link(String path, long mtimeSeconds) {
        return new NewSymlink(TreePath.of(path), new byte[] {'x'}, NewSymlink.MAKER, NewSymlink.MAKER, mtimeSeconds);
    }

    @Test
    default void writesThroughNoLink() throws IOException {
        try (WritableRootDirectory root = empty()) {
            root.makeDirectory(TreePath.of("d"), 0755);
            write(root, "d/f", 0644, "kept");
            root.symbolicLink(TreePath.of("l"), new byte[] {'d'});
            assertThatThrownBy(() -> root.create(TreePath.of("l/new"), 0644)).isInstanceOf(UnsafePathException.class);
            assertThatThrownBy(() -> root.makeDirectory(TreePath.of("l/new"), 0755))
                    .isInstanceOf(UnsafePathException.class);
            assertThatThrownBy(() -> root.delete(TreePath.of("l/f"))).isInstanceOf(UnsafePathException.class);
            assertThatThrownBy(() -> root.changeMode(TreePath.of("l/f"), 0600)).isInstanceOf(UnsafePathException.class);
            assertThatThrownBy(() -> root.rename(TreePath.of("l/f"), TreePath.of("x")))
                    .isInstanceOf(UnsafePathException.class);
            root.deleteTree(TreePath.of("l"));
            assertThat(read(root, TreePath.of("d/f"))).isEqualTo("kept");
        }
    }

    @Test
    default void setsTimesOfLinksToo() throws IOException {
        try (WritableRootDirectory root = empty()) {
            write(root, "f", 0644, "");
            root.symbolicLink(TreePath.of("l"), new byte[] {'f'});
            root.changeTime(TreePath.of("f"), 1_000_000_000L);
            root.changeTime(TreePath.of("l"), -1);
            root.changeTime(TreePath.ROOT, 5);
            assertThat(stat(root, "f").mtimeNanos()).isEqualTo(1_000_000_000_000_000_000L);
            assertThat(stat(root, "l").mtimeSeconds()).isEqualTo(-1);
            assertThat(root.stat(TreePath.ROOT).orElseThrow().mtimeSeconds()).isEqualTo(5);
        }
    }

    @Test
    default void makesFifosAndSockets() throws IOException {
        try (WritableRootDirectory root = empty()) {
            root.makeNode(TreePath.of("p"), FileKind.FIFO, 0622, 0, 0);
            root.makeNode(TreePath.of("s"), FileKind.SOCKET, 0600, 0, 0);
            assertThat(stat(root, "p").kind()).isEqualTo(FileKind.FIFO);
            assertThat(stat(root, "p").mode()).isEqualTo(0622);
            assertThat(stat(root, "s").kind()).isEqualTo(FileKind.SOCKET);
            assertThatThrownBy(() -> root.open(TreePath.of("p"))).isInstanceOf(UnsafePathException.class);
        }
    }

    @Test
    default void deletesFilesAndEmptyDirectories() throws IOException {
        try (WritableRootDirectory root = empty()) {
            root.makeDirectory(TreePath.of("d"), 0755);
            write(root, "d/f", 0644, "");
            assertThatThrownBy(() -> root.delete(TreePath.of("d"))).isInstanceOf(DirectoryNotEmptyException.class);
            root.delete(TreePath.of("d/f"));
            root.delete(TreePath.of("d"));
            assertThat(root.stat(TreePath.of("d"))).isEmpty();
            assertThatThrownBy(() -> root.delete(TreePath.of("d"))).isInstanceOf(NoSuchFileException.class);
            root.deleteTree(TreePath.of("d"));
        }
    }

    @Test
    default void deletesTreesAndRenames() throws IOException {
        try (WritableRootDirectory root = empty()) {
            TreePath deep = TreePath.of("t");
            root.makeDirectory(deep, 0755);
            for (int i = 0; i < 300; i++) {
                deep = deep.resolve("d");
                root.makeDirectory(deep, 0755);
            }
            root.rename(TreePath.of("t"), TreePath.of("u"));
            assertThat(root.list(TreePath.ROOT)).containsExactly(TreePath.of("u"));
            root.deleteTree(TreePath.of("u"));
            assertThat(root.list(TreePath.ROOT)).isEmpty();
        }
    }

    @Test
    default void keepsNamesOfAnyBytes() throws IOException {
        try (WritableRootDirectory root = empty()) {
            root.makeDirectory(STRAY, 0755);
            try (OutputStream out = root.create(STRAY.resolve(STRAY), 0644)) {
                out.write(7);
            }
            assertThat(root.list(TreePath.ROOT)).containsExactly(STRAY);
            assertThat(root.list(STRAY)).containsExactly(STRAY);
            assertThat(root.stat(STRAY.resolve(STRAY)).orElseThrow().sizeBytes())
                    .isEqualTo(1);
        }
    }

    @Test
    default void setsExtendedAttributes() throws IOException {
        try (WritableRootDirectory root = empty()) {
            write(root, "f", 0644, "");
            root.setXattr(TreePath.of("f"), "user.some", new byte[] {1, 2});
            root.setXattr(TreePath.of("f"), "user.overlay.opaque", new byte[] {'y'});
            assertThat(root.xattrs(TreePath.of("f"))).containsOnlyKeys("user.some");
            assertThat(root.xattrs(TreePath.of("f")).get("user.some")).containsExactly(1, 2);
            assertThat(root.xattr(TreePath.of("f"), "user.overlay.opaque").orElseThrow())
                    .containsExactly('y');
            assertThat(root.xattr(TreePath.of("f"), "user.none")).isEmpty();
        }
    }

    private static FileStat stat(WritableRootDirectory root, String path) throws IOException {
        return root.stat(TreePath.of(path)).orElseThrow();
    }

    private static void write(WritableRootDirectory root, String path, int mode, String text) throws IOException {
        try (OutputStream out = root.create(TreePath.of(path), mode)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String read(WritableRootDirectory root, TreePath path) throws IOException {
        try (InputStream in = root.open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
