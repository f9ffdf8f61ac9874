package dev.jbuild.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.cache.disk.NioDisk;
import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.FileDigests;
import dev.jbuild.core.store.FileDigests.Selected;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What changed so shortly before an index of digests was opened that its time might not tell a later change is not remembered. */
class YoungFilesTest {
    private static final Instant OPENED = Instant.ofEpochSecond(1_700_000_000);
    private static final long OPENED_NANOS = OPENED.getEpochSecond() * 1_000_000_000L;
    private static final long ON_DISK = 8 << 8 | 1; // sda1
    private static final long NOT_ON_DISK = 42; // of a major of 0, as memory and network file systems have
    private static final Digest CONTENT = Digest.ofUtf8("content");
    private static final TreePath FILE = TreePath.of("file");

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{4}")
    @CsvSource({
        "2049,   -50000001, -50000001, false, a clock of the kernel's may be as much behind",
        "2049,  -150000001, -150000001, true, a later change has another time on a disk of this machine",
        "2049,  -150000000, -150000000, false, a whole hundredth of a second may be the time of a file system that counts by two seconds",
        "2049, -2100000000, -2100000000, true, two seconds are enough for every file system",
        "42,    -150000001, -150000001, false, the clock of a network or a memory file system is not known",
        "42,   -2100000001, -2100000001, true, but no clock counts by more than two seconds",
        "2049,        1000, -150000001, false, an mtime of the future says that somebody sets times",
        "2049,        1000,       1000, false, changed since the index was opened",
    })
    void remembersWhatALaterChangeWouldShowIn(
            long device, long mtimeNanos, long ctimeNanos, boolean remembered, String why) throws IOException {
        FileStat stat = new FileStat(
                FileKind.REGULAR,
                0644,
                0,
                0,
                7,
                OPENED_NANOS + mtimeNanos,
                OPENED_NANOS + ctimeNanos,
                device,
                5,
                1,
                0,
                0);
        assertThat(stat.isOnDisk()).isEqualTo(device == ON_DISK).isNotEqualTo(device == NOT_ON_DISK);

        onceMore(digests -> digests.put(FILE, stat, CONTENT));

        onceMore(digests -> assertThat(digests.find(FILE, stat))
                .isEqualTo(Optional.of(CONTENT).filter(x -> remembered)));
    }

    @Test
    void remembersASelectionOfDirectoriesThatHadSettledBefore() throws IOException {
        Digest question = Digest.ofUtf8("what is here?");
        Selected selected = new Selected(CONTENT, 2000);
        DirectoryStamp young = new DirectoryStamp(1, 2, OPENED_NANOS);
        DirectoryStamp settled = new DirectoryStamp(3, 4, OPENED_NANOS - 1);

        onceMore(digests -> digests.putSelected(question, young, selected));
        onceMore(digests -> assertThat(digests.selected(question, young)).isEmpty());
        onceMore(digests -> digests.putSelected(question, settled, selected));
        onceMore(digests -> assertThat(digests.selected(question, settled)).contains(selected));
    }

    private interface Use {
        void of(FileDigests digests) throws IOException;
    }

    /** Uses the digests of a build of its own. */
    private void onceMore(Use use) throws IOException {
        Clock clock = Clock.fixed(OPENED, ZoneOffset.UTC);
        try (DirectoryStore store = DirectoryStore.open(directory.resolve("store"), new NioDisk(), clock);
                BuildStore build = store.openBuild();
                FileDigests digests = build.fileDigests("context")) {
            use.of(digests);
        }
    }
}
