package dev.jbuild.exec.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSyncTest {
    @TempDir
    Path directory;

    @Test
    void nothingIsPromisedOfWhatWasWrittenUnwatched() throws Exception {
        try (KernelSync sync = new KernelSync(directory)) {
            assertThat(sync.sync()).isFalse();
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsNotSynced() throws Exception {
        try (KernelSync sync = new KernelSync(directory.resolve("missing"))) {
            sync.watch();
            assertThat(sync.sync()).isFalse();
        }
    }

    @Test
    void aFileSystemWithoutAnyPromiseIsNotSynced() throws Exception {
        try (KernelSync sync = new KernelSync(Path.of("/proc"))) {
            sync.watch();
            assertThat(sync.sync()).isFalse();
        }
    }

    @Test
    void memoryIsSyncedUnlessTooMuchWaits() throws Exception {
        Path memory = Path.of("/dev/shm");
        try (KernelSync any = new KernelSync(memory, Long.MAX_VALUE);
                KernelSync none = new KernelSync(memory, -1)) {
            any.watch();
            none.watch();
            assertThat(any.sync()).isTrue();
            assertThat(none.sync()).isFalse();
        }
    }

    @Test
    void aClosedOneSyncsNothing() throws Exception {
        KernelSync sync = new KernelSync(directory);
        sync.watch();
        sync.close();
        assertThat(sync.sync()).isFalse();
    }

    @Test
    void waitingPagesAreThoseToBeWrittenAndThoseOnTheirWay() {
        String meminfo =
                "MemTotal:       24 kB\nDirty:              1200 kB\nWriteback:           34 kB\nAnonPages:  7 kB\n";
        assertThat(KernelSync.waitingKibibytes(meminfo)).isEqualTo(1234);
        assertThat(KernelSync.waitingKibibytes("MemTotal: 24 kB\n")).isGreaterThan(1L << 40);
    }

    @Test
    void versionsAreReadUpToTheirSecondNumber() {
        assertThat(KernelSync.version("5.8.0-rc1")).isEqualTo(5 << 8 | 8);
        assertThat(KernelSync.version("6.12.94+deb13-amd64")).isEqualTo(6 << 8 | 12);
        assertThat(KernelSync.version("5.10")).isGreaterThan(5 << 8 | 8);
        assertThat(KernelSync.version("strange")).isZero();
        assertThat(KernelSync.version("")).isZero();
    }
}
