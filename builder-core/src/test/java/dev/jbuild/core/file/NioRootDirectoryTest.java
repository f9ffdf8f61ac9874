package dev.jbuild.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.file.contracts.RootDirectoryContract;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NioRootDirectoryTest implements RootDirectoryContract {
    private static final byte[] STRAY = {'n', (byte) 0xff, (byte) 0xe9, '%', ' ', '\n'};

    @TempDir
    Path directory;

    @Override
    public RootDirectory sample() throws IOException {
        Files.writeString(directory.resolve("a"), "hello");
        mode("a", "rw-r-----");
        Files.createDirectories(directory.resolve("d/deep/er"));
        Files.writeString(directory.resolve("d/x"), "x");
        Files.writeString(directory.resolve("d/deep/er/y"), "y");
        link("link", "a");
        link("up", "../../a");
        link("out", "/etc");
        link("dlink", "d");
        link("loop", "loop");
        Files.createLink(directory.resolve("same"), directory.resolve("a"));
        return NioRootDirectory.open(directory);
    }

    @Test
    void asksTheDescriptorWhereOthersMayWrite() throws IOException {
        Files.createDirectory(directory.resolve("shared"));
        mode("shared", "rwxrwxrwx");
        Files.writeString(directory.resolve("shared/f"), "one");
        try (RootDirectory root = NioRootDirectory.open(directory)) {
            assertThat(root.stat(TreePath.of("shared/f")).orElseThrow().sizeBytes())
                    .isEqualTo(3);
            Files.move(directory.resolve("shared"), directory.resolve("moved"));
            link("shared", "/etc");
            assertThatThrownBy(() -> root.stat(TreePath.of("shared/f"))).isInstanceOf(UnsafePathException.class);
            assertThatThrownBy(() -> root.list(TreePath.of("shared"))).isInstanceOf(UnsafePathException.class);
        }
    }

    @Test
    void findsAFileAgainWhenItsDirectoryWasReplaced() throws IOException {
        Files.createDirectory(directory.resolve("d"));
        mode("d", "rwxrwxrwx");
        Files.writeString(directory.resolve("d/f"), "one");
        try (RootDirectory root = NioRootDirectory.open(directory)) {
            assertThat(root.stat(TreePath.of("d/f"))).isPresent();
            Files.move(directory.resolve("d"), directory.resolve("old"));
            Files.createDirectory(directory.resolve("d"));
            Files.writeString(directory.resolve("d/f"), "four");
            assertThat(root.stat(TreePath.of("d/f")).orElseThrow().sizeBytes()).isEqualTo(4);
        }
    }

    @Test
    void keepsNamesThatAreNoTextInThisLocale() throws IOException {
        writeStray(directory);
        try (RootDirectory root = NioRootDirectory.open(directory)) {
            List<TreePath> names = root.list(TreePath.ROOT);
            assertThat(names).contains(TreePath.of(STRAY));
            assertThat(new String(root.open(TreePath.of(STRAY)).readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("stray");
            assertThat(root.stat(TreePath.of(STRAY))).isPresent();
            assertThat(root.readLink(TreePath.of("to-stray"))).isEqualTo(STRAY);
            assertThat(root.stat(TreePath.of("é/ü"))).isPresent();
        }
    }

    /** Run by a JVM of its own, in the C locale. */
    public static void main(String... args) throws IOException {
        try (RootDirectory root = NioRootDirectory.open(Path.of(args[0]));
                InputStream in = root.open(TreePath.of(STRAY))) {
            boolean link = java.util.Arrays.equals(root.readLink(TreePath.of("to-stray")), STRAY);
            boolean listed = root.list(TreePath.ROOT).containsAll(List.of(TreePath.of(STRAY), TreePath.of("é")));
            boolean found = root.list(TreePath.of("é")).equals(List.of(TreePath.of("ü")));
            System.out.print(System.getProperty("sun.jnu.encoding") + " " + new String(in.readAllBytes()) + link
                    + listed + found + root.stat(TreePath.of("é/ü")).isPresent());
        }
    }

    @Test
    void keepsThemInTheLocaleC() throws Exception {
        writeStray(directory);
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                NioRootDirectoryTest.class.getName(),
                directory.toString());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.redirectErrorStream(true).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("ANSI_X3.4-1968 straytruetruetruetrue");
    }

    @Test
    void readsUserAttributes() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "x");
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        try {
            view.write("color", ByteBuffer.wrap("red".getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            Assumptions.abort("this file system has no user attributes");
        }
        try (RootDirectory root = NioRootDirectory.open(directory)) {
            assertThat(root.xattrs(TreePath.of("f"))).containsOnlyKeys("user.color");
            assertThat(root.xattr(TreePath.of("f"), "user.color")).hasValue("red".getBytes(StandardCharsets.UTF_8));
            assertThat(root.xattr(TreePath.of("f"), "user.none")).isEmpty();
            assertThat(root.xattrs(TreePath.ROOT)).isEmpty();
        }
    }

    @Test
    void goesDeeperThanItKeepsDescriptors() throws IOException {
        Path at = directory;
        for (int i = 0; i < 120; i++) {
            at = at.resolve("d");
        }
        Files.createDirectories(at);
        Files.writeString(at.resolve("f"), "deep");
        try (RootDirectory root = NioRootDirectory.open(directory)) {
            TreePath deep = TreePath.of("d/".repeat(120) + "f");
            assertThat(root.stat(deep)).isPresent();
            assertThat(root.open(deep).readAllBytes()).hasSize(4);
        }
    }

    private static void writeStray(Path directory) throws IOException {
        Path stray = Path.of(URI.create(directory.toUri() + "n%ff%e9%25%20%0a"));
        Files.writeString(stray, "stray");
        Files.createSymbolicLink(directory.resolve("to-stray"), stray.getFileName());
        Path accents = Path.of(URI.create(directory.toUri() + "%c3%a9"));
        Files.createDirectory(accents);
        Files.writeString(Path.of(URI.create(accents.toUri() + "%c3%bc")), "ü");
    }

    private void mode(String name, String permissions) throws IOException {
        Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString(permissions));
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(directory.resolve(name), Path.of(target));
    }
}
