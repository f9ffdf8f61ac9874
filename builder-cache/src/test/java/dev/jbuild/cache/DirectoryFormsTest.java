package dev.jbuild.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.cache.collect.StoreCheck;
import dev.jbuild.cache.disk.NioDisk;
import dev.jbuild.cache.store.BootId;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.DirectoryForm;
import dev.jbuild.core.store.LayerStore.NewDirectory;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a directory form is believed and when it is made again. */
final class DirectoryFormsTest {
    private static final DirectoryForm FORM = new DirectoryForm(Digest.ofUtf8("layer"), "root");

    @TempDir
    Path directory;

    private DirectoryStore store;

    @BeforeEach
    void open() throws IOException {
        store = DirectoryStore.open(directory);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void isBelievedByAnotherBuild() throws IOException {
        Path form = commit(store);
        try (BuildStore build = store.openBuild()) {
            assertThat(build.layers().directory(FORM)).contains(form);
        }
    }

    @Test
    void isMadeAgainAfterAnotherBoot() throws IOException {
        Path form = commit(store);
        try (BuildStore build = store.openBuild(new BootId("another"))) {
            assertThat(build.layers().directory(FORM)).isEmpty();
        }
        assertThat(form).doesNotExist();
    }

    @Test
    void isMadeAgainWhenAFileGrew() throws IOException {
        Path form = commit(store);
        Files.writeString(form.resolve("etc/passwd"), "longer than it was");
        expectGone();
    }

    @Test
    void isMadeAgainWhenATimeChanged() throws IOException {
        Path form = commit(store);
        Files.setLastModifiedTime(form.resolve("etc/passwd"), FileTime.fromMillis(1));
        expectGone();
    }

    @Test
    void isMadeAgainWhenAFileIsMissing() throws IOException {
        Path form = commit(store);
        FileTime time = Files.getLastModifiedTime(form.resolve("etc"));
        Files.delete(form.resolve("etc/passwd"));
        Files.setLastModifiedTime(form.resolve("etc"), time);
        expectGone();
    }

    @Test
    void isMadeAgainWhenItsSealIsBroken() throws IOException {
        Path form = commit(store);
        Files.write(form.resolveSibling("seal"), new byte[40]);
        expectGone();
    }

    @Test
    void replacesABrokenForm() throws IOException {
        Path form = commit(store);
        Files.delete(form.resolve("etc/passwd"));
        assertThat(commit(store)).isEqualTo(form);
        assertThat(form.resolve("etc/passwd")).exists();
    }

    @Test
    void isCheckedByteByByteWhenAsked() throws IOException {
        Path form = commit(store);
        try (BuildStore build = store.openBuild()) {
            TreeEntry passwd = new TreeEntry.RegularFile(new Attributes(0644, 0, 0, 0), 4, Digest.ofUtf8("root"));
            build.layers()
                    .putIndex(
                            new DiffId(FORM.layer()),
                            LayerIndex.ofUnsorted(List.of(new LayerEntry.Present(TreePath.of("etc/passwd"), passwd))));
        }
        assertThat(store.check(Directories.READ_ONLY, StoreCheck.Repair.REPORT)).isEmpty();
        FileTime time = Files.getLastModifiedTime(form.resolve("etc/passwd"));
        Files.writeString(form.resolve("etc/passwd"), "toor");
        Files.setLastModifiedTime(form.resolve("etc/passwd"), time);
        assertThat(store.check(Directories.READ_ONLY, StoreCheck.Repair.REMOVE))
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("\"etc/passwd\""));
        expectGone();
        assertThat(store.check(Directories.READ_ONLY, StoreCheck.Repair.REPORT)).isEmpty();
    }

    @Test
    void isRemovedHoweverDeepAndOddItsNamesAre() throws IOException {
        Path deep = directory.resolve("deep");
        Path at = deep;
        for (int i = 0; i < 300; i++) {
            at = at.resolve("directory");
        }
        Files.createDirectories(at);
        Files.writeString(at.resolve("file"), "x");
        Files.createSymbolicLink(deep.resolve("link"), Path.of("/"));
        Files.createDirectory(deep.resolve(".removed-1"));
        new NioDisk().deleteTree(deep);
        assertThat(deep).doesNotExist();
        assertThat(Path.of("/etc")).exists();
    }

    private void expectGone() throws IOException {
        try (BuildStore build = store.openBuild()) {
            assertThat(build.layers().directory(FORM)).isEmpty();
        }
    }

    private static Path commit(DirectoryStore store) throws IOException {
        try (BuildStore build = store.openBuild();
                NewDirectory form = build.layers().newDirectory(FORM)) {
            Files.createDirectory(form.path().resolve("etc"));
            Files.writeString(form.path().resolve("etc/passwd"), "root");
            Files.createSymbolicLink(form.path().resolve("bin"), Path.of("usr/bin"));
            return form.commit();
        }
    }
}
