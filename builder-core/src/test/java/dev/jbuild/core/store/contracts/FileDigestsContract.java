package dev.jbuild.core.store.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.FileDigests;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What every {@link FileDigests} does. */
public interface FileDigestsContract {
    long OLD = 1_600_000_000_000_000_000L; // nanoseconds: long before any index of today

    /** The digests of one context; what an earlier call's result remembered when it was closed is there. */
    FileDigests fileDigests() throws IOException;

    @Test
    default void remembersAnUnchangedFile() throws IOException {
        TreePath path = TreePath.of(new byte[] {'d', '/', (byte) 0xe9});
        try (FileDigests digests = fileDigests()) {
            assertThat(digests.find(path, stat(10, OLD, OLD, 5))).isEmpty();
            digests.put(path, stat(10, OLD, OLD, 5), Digest.ofUtf8("x"));
        }
        try (FileDigests digests = fileDigests()) {
            assertThat(digests.find(path, stat(10, OLD, OLD, 5))).contains(Digest.ofUtf8("x"));
            assertThat(digests.find(TreePath.of("other"), stat(10, OLD, OLD, 5)))
                    .isEmpty();
        }
    }

    @Test
    default void forgetsAFileOfAnotherSizeTimeOrInode() throws IOException {
        TreePath path = TreePath.of("file");
        try (FileDigests digests = fileDigests()) {
            digests.put(path, stat(10, OLD, OLD, 5), Digest.ofUtf8("x"));
        }
        try (FileDigests digests = fileDigests()) {
            assertThat(digests.find(path, stat(11, OLD, OLD, 5))).isEmpty();
            assertThat(digests.find(path, stat(10, OLD + 1, OLD, 5))).isEmpty();
            assertThat(digests.find(path, stat(10, OLD, OLD + 1, 5))).isEmpty();
            assertThat(digests.find(path, stat(10, OLD, OLD, 6))).isEmpty();
        }
    }

    @Test
    default void takesTheNewestOfTwo() throws IOException {
        TreePath path = TreePath.of("file");
        try (FileDigests digests = fileDigests()) {
            digests.put(path, stat(10, OLD, OLD, 5), Digest.ofUtf8("old"));
        }
        try (FileDigests digests = fileDigests()) {
            digests.put(path, stat(10, OLD + 7, OLD + 7, 5), Digest.ofUtf8("new"));
        }
        try (FileDigests digests = fileDigests()) {
            assertThat(digests.find(path, stat(10, OLD, OLD, 5))).isEmpty();
            assertThat(digests.find(path, stat(10, OLD + 7, OLD + 7, 5))).contains(Digest.ofUtf8("new"));
        }
    }

    static FileStat stat(long sizeBytes, long mtimeNanos, long ctimeNanos, long inode) {
        return new FileStat(FileKind.REGULAR, 0644, 0, 0, sizeBytes, mtimeNanos, ctimeNanos, 1, inode, 1, 0, 0);
    }
}
