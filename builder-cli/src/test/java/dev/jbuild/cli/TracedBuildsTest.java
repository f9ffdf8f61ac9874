package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the packaged program asks of the kernel while it builds, and how much memory it takes. */
@Tag("slow")
class TracedBuildsTest {
    private static final int FILES = 300;
    private static final int MANY = 1_300; // more than a selection must have to be remembered
    private static final String CALLS =
            "openat,openat2,creat,mkdir,mkdirat,read,readv,pread64,preadv,write,writev,pwrite64,"
                    + "lseek,mmap,copy_file_range,sendfile,splice";

    private PackagedProgram program;

    @BeforeEach
    void start() throws IOException {
        program = PackagedProgram.here();
    }

    @AfterEach
    void stop() {
        program.close();
    }

    /** An archive of this many files of so many bytes that do not compress. Returns the size of its tar. */
    private long archive(Path file, int bytesEach) throws IOException, InterruptedException {
        Path files = program.directory().resolve("files-" + bytesEach);
        Files.createDirectories(files.resolve("d"));
        Random random = new Random(bytesEach);
        byte[] bytes = new byte[bytesEach];
        for (int i = 0; i < FILES; i++) {
            random.nextBytes(bytes);
            Files.write(files.resolve("d/" + i), bytes);
        }
        Files.writeString(files.resolve("Dockerfile"), "FROM scratch\nCOPY d /d\n");
        Process tar = new ProcessBuilder("tar", "-C", files.toString(), "-c", "Dockerfile", "d").start();
        long size;
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(file)) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            size = tar.getInputStream().transferTo(packed);
        }
        assertThat(tar.waitFor()).isZero();
        return size;
    }

    @Test
    void readStandardInputOnceIntoOneTarAndThatOnceIntoTheLayer() throws Exception {
        Path archive = program.directory().resolve("context.tar.gz");
        long tarBytes = archive(archive, 40_000);
        Path trace = program.directory().resolve("trace");

        Process build = program.stdin(archive).startUnder(TracedCalls.strace(trace, CALLS), "-q", "-t", "x", "-");
        assertThat(build.waitFor()).isZero();

        TracedCalls traced = TracedCalls.read(trace);
        Map<String, Long> read = traced.bytesByFile(call -> call.contains("read") || call.equals("sendfile"));
        Map<String, Long> written = traced.bytesByFile(call -> call.contains("write"));
        assertThat(read.get(archive.toString())).as("bytes of standard input").isEqualTo(Files.size(archive));
        assertThat(traced.count(line -> line.contains(archive.toString())
                        && !line.startsWith("read(")
                        && !line.contains(">, 0, SEEK_CUR)"))) // which only asks where it is
                .as("other ways to standard input")
                .isZero();
        assertThat(written.entrySet().stream()
                        .filter(file -> file.getKey().startsWith(program.store().toString()))
                        .filter(file -> file.getValue() >= 40_000))
                .as("files of the store into which more than one file of the archive would go: %s", written)
                .hasSize(2)
                .allSatisfy(file -> assertThat(file.getValue()).isBetween(FILES * 40_000L, tarBytes));
        long spooled = read.entrySet().stream()
                .filter(file -> file.getKey().startsWith(program.store().toString()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        assertThat(spooled).as("bytes read of the store").isLessThan(tarBytes + tarBytes / 10);
        assertThat(traced.count(line -> line.contains("O_CREAT")))
                .as("files made, of %d in the archive", FILES)
                .isLessThan(FILES / 3);
        assertThat(traced.count(line -> line.startsWith("mkdir"))).isLessThan(FILES / 3);
    }

    /** Three and sixty megabytes take as much memory. */
    @Test
    void takeNoMoreMemoryForALargerArchive() throws Exception {
        long[] peaks = new long[2];
        int[] bytesEach = {10_000, 200_000};
        for (int i = 0; i < peaks.length; i++) {
            Path archive = program.directory().resolve("context-" + i + ".tar.gz");
            archive(archive, bytesEach[i]);
            program.env("JAVA_TOOL_OPTIONS", "-Xmx48m");
            peaks[i] = peakKilobytes(program.stdin(archive).start("-q", "-"));
        }
        assertThat(peaks[1])
                .as("kB at their highest: %d and %d", peaks[0], peaks[1])
                .isBetween(1L, peaks[0] + 32_000);
    }

    /** The last that /proc says of the highest memory of a process before it ends. */
    private static long peakKilobytes(Process build) throws Exception {
        Path status = Path.of("/proc", Long.toString(build.pid()), "status");
        long peak = 0;
        while (build.isAlive()) {
            try {
                peak = Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .max()
                        .orElse(peak);
            } catch (IOException e) {
                break; // it has ended
            }
            Thread.sleep(10);
        }
        assertThat(build.waitFor()).isZero();
        return peak;
    }

    /** The second build of a context knows that nothing has changed by listing its directories. */
    @Test
    void openNoFileOfAContextThatWasBuiltOnce() throws Exception {
        Path files = Files.createDirectories(program.directory().resolve("context/files"));
        for (int i = 0; i < MANY; i++) {
            Files.writeString(files.resolve("" + i), "file " + i);
        }
        program.files("context", "Dockerfile", "FROM scratch\nCOPY files /files\n");
        Thread.sleep(2_100); // as old as the coarsest file system needs
        assertThat(filesOpened("-q", "-t", "once", "context")).isGreaterThanOrEqualTo(MANY);
        assertThat(filesOpened("--progress=plain", "-t", "twice", "context")).isZero();
        assertThat(program.run("inspect", "--format", "{{.Id}}", "once", "twice"))
                .isZero();
        assertThat(program.out().lines().distinct()).hasSize(1);

        Files.writeString(files.resolve("7"), "FILE 7");
        program.runs("-t", "changed", "context");
        assertThat(program.run("inspect", "--format", "{{.Id}}", "once", "changed"))
                .isZero();
        assertThat(program.out().lines().distinct()).hasSize(2);
    }

    private long filesOpened(String... args) throws Exception {
        Path trace = program.directory().resolve("opened-" + args[args.length - 2]);
        assertThat(program.startUnder(TracedCalls.strace(trace, "openat,openat2"), args)
                        .waitFor())
                .isZero();
        return TracedCalls.read(trace).count(line -> line.contains("\"files/") || line.contains("context/files/"));
    }
}
