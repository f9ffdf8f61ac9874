package dev.jbuild.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreRootTest {
    @TempDir
    Path directory;

    @Test
    void makesAStoreThatNobodyElseCanRead() throws IOException {
        Path root = directory.resolve("a/b/store");
        DirectoryStore.open(root).close();
        assertThat(root.resolve("version")).hasContent("1");
        try (Stream<Path> paths = Files.walk(root)) {
            assertThat(paths)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .endsWith("------"));
        }
    }

    @Test
    void makesADirectoryOfTheUsersPrivate() throws IOException {
        Path root = Files.createDirectory(
                directory.resolve("open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        DirectoryStore.open(root).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
    }

    @Test
    void refusesAnotherVersion() throws IOException {
        DirectoryStore.open(directory).close();
        Files.writeString(directory.resolve("version"), "2\n");
        refused(directory, ErrorCode.STORE_VERSION, "got version 2, want 1");
    }

    @Test
    void refusesADirectoryOfOtherThings() throws IOException {
        Files.writeString(directory.resolve("thesis.txt"), "important");
        refused(directory, ErrorCode.STORE_DAMAGED, "it has other files, such as \"thesis.txt\"");
        assertThat(directory.resolve("blobs")).doesNotExist();
    }

    @Test
    @Tag("root")
    void refusesAStoreOfSomebodyElse() throws IOException {
        Path root = directory.resolve("theirs");
        DirectoryStore.open(root).close();
        Files.setAttribute(root, "unix:uid", 12345);
        refused(root, ErrorCode.PERMISSION_DENIED, "it belongs to user 12345, and this is user 0");
    }

    @Test
    void isMadeOnceByMany() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(threads.submit(() -> {
                    DirectoryStore store = DirectoryStore.open(directory);
                    store.openBuild().close();
                    store.close();
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(directory.resolve("tmp")).isEmptyDirectory();
    }

    private static void refused(Path root, ErrorCode code, String what) {
        assertThatThrownBy(() -> DirectoryStore.open(root))
                .isInstanceOfSatisfying(BuildException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.hint()).isNotEmpty();
                })
                .hasMessageContaining(what);
    }
}
