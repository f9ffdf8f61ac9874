package dev.jbuild.core.store.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.FileDigests;
import dev.jbuild.core.store.FileDigests.Selected;
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
    default void keepsThoseOfManyThatNobodyPutAnew() throws IOException {
        int many = 1500;
        try (FileDigests digests = fileDigests()) {
            for (int i = 0; i < many; i++) {
                digests.put(TreePath.of("d/" + i), stat(i, OLD, OLD, i), Digest.ofUtf8("first " + i));
            }
        }
        try (FileDigests digests = fileDigests()) {
            for (int i = 0; i < many; i += 10) {
                digests.put(TreePath.of("d/" + i), stat(i, OLD + 1, OLD + 1, i), Digest.ofUtf8("second " + i));
            }
            digests.put(TreePath.of("d/new"), stat(0, OLD, OLD, many), Digest.ofUtf8("new"));
        }
        try (FileDigests digests = fileDigests()) {
            for (int i = 0; i < many; i++) {
                boolean anew = i % 10 == 0;
                FileStat stat = anew ? stat(i, OLD + 1, OLD + 1, i) : stat(i, OLD, OLD, i);
                assertThat(digests.find(TreePath.of("d/" + i), stat))
                        .contains(Digest.ofUtf8((anew ? "second " : "first ") + i));
            }
            assertThat(digests.find(TreePath.of("d/new"), stat(0, OLD, OLD, many)))
                    .contains(Digest.ofUtf8("new"));
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

    @Test
    default void remembersWhatWasSelectedFromDirectoriesThatAreAsTheyWere() throws IOException {
        Digest question = Digest.ofUtf8("what is in src?");
        DirectoryStamp stamp = new DirectoryStamp(0x1234_5678_9abc_def0L, 20_000, OLD);
        Selected selected = new Selected(Digest.ofUtf8("all of it"), 19_990);
        try (FileDigests digests = fileDigests()) {
            assertThat(digests.selected(question, stamp)).isEmpty();
            digests.put(TreePath.of("file"), stat(10, OLD, OLD, 5), Digest.ofUtf8("x"));
            digests.putSelected(question, stamp, selected);
        }
        try (FileDigests digests = fileDigests()) {
            assertThat(digests.selected(question, stamp)).contains(selected);
            assertThat(digests.selected(Digest.ofUtf8("and in lib?"), stamp)).isEmpty();
            assertThat(digests.selected(question, new DirectoryStamp(1, 20_000, OLD)))
                    .isEmpty();
            assertThat(digests.selected(question, new DirectoryStamp(stamp.sum(), 20_001, OLD)))
                    .isEmpty();
            digests.putSelected(question, new DirectoryStamp(1, 2, 3), new Selected(Digest.ofUtf8("less"), 1));
        }
        try (FileDigests digests = fileDigests()) {
            assertThat(digests.selected(question, stamp)).isEmpty();
            assertThat(digests.selected(question, new DirectoryStamp(1, 2, 3)))
                    .contains(new Selected(Digest.ofUtf8("less"), 1));
            assertThat(digests.size()).isPositive();
            assertThat(digests.find(TreePath.of("file"), stat(10, OLD, OLD, 5))).contains(Digest.ofUtf8("x"));
        }
    }

    static FileStat stat(long sizeBytes, long mtimeNanos, long ctimeNanos, long inode) {
        return new FileStat(FileKind.REGULAR, 0644, 0, 0, sizeBytes, mtimeNanos, ctimeNanos, 1, inode, 1, 0, 0);
    }
}
