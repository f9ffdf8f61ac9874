package dev.jbuild.exec.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.file.NamedFile;
import dev.jbuild.core.file.NioRootDirectory;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.calls.CallBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was listed for a stamp, and is then asked for. */
class KeptListingsTest {
    private static final TreePath MANY = TreePath.of("d/many");

    @TempDir
    private Path directory;

    @BeforeEach
    void makesFilesOfSeveralKinds() throws IOException {
        assumeTrue(CallBatch.isSupported());
        Files.createDirectories(directory.resolve("d/many/below"));
        Files.createSymbolicLink(directory.resolve("d/many/link"), Path.of("nowhere"));
        for (int i = 0; i < 600; i++) { // more than one listing of 32 KiB has names for
            Files.writeString(
                    directory.resolve("d/many/" + "file with quite a long name ".repeat(2) + i), "x".repeat(i));
        }
        Files.writeString(directory.resolve("d/one"), "text");
    }

    private RootDirectory open() throws IOException {
        return new BatchingRootDirectory(NioRootDirectory.open(directory), directory, 1);
    }

    private static DirectoryStamp stamp(RootDirectory root) throws IOException {
        return root.stamp(TreePath.of("d"), path -> true).orElseThrow();
    }

    @Test
    void areWhatIsListedWithoutThem() throws IOException {
        try (RootDirectory listing = open();
                RootDirectory stamping = open()) {
            DirectoryStamp stamp = stamp(stamping);
            for (TreePath path : List.of(TreePath.of("d"), MANY, TreePath.of("d/many/below"))) {
                assertThat(stamping.children(path)).isEqualTo(listing.children(path));
            }
            assertThat(stamping.stampOfListed(TreePath.of("d"), path -> true)).contains(stamp);
        }
    }

    @Test
    void areGivenOnceAndAsTheyWereAtTheStamp() throws IOException {
        try (RootDirectory root = open()) {
            DirectoryStamp before = stamp(root);
            Files.writeString(directory.resolve("d/many/later"), "new");

            assertThat(root.children(TreePath.of("d"))).hasSize(2);
            assertThat(root.children(MANY)).hasSize(602).doesNotHave(new Named("later"));
            assertThat(root.stampOfListed(TreePath.of("d"), path -> true)).contains(before);
            assertThat(root.children(MANY)).hasSize(603).has(new Named("later"));
            assertThat(root.stampOfListed(TreePath.of("d"), path -> true)).isNotEqualTo(java.util.Optional.of(before));
        }
    }

    @Test
    void areThoseOfTheLastStamp() throws IOException {
        try (RootDirectory root = open()) {
            stamp(root);
            Files.writeString(directory.resolve("d/many/later"), "new");
            stamp(root);
            assertThat(root.children(MANY)).has(new Named("later"));
        }
    }

    /** A list that has a file of this name. */
    private static final class Named extends org.assertj.core.api.Condition<List<? extends NamedFile>> {
        Named(String name) {
            super(
                    files -> files.stream().anyMatch(file -> file.name().equals(TreePath.of(name))),
                    "a file named \"%s\"",
                    name);
        }
    }
}
