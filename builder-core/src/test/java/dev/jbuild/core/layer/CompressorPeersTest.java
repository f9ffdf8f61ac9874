package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.Compression;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs of these formats read what we write. */
@Tag("peers")
class CompressorPeersTest {
    private static final byte[] CONTENT = Samples.mixed(5 << 20, 700_000, 1);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 9})
    void gzipReadsIt(int level) throws Exception {
        Path file = write(new Compressor(Compression.GZIP, level), "x.gz");

        run("gzip", "-t", file.toString());
        run("gzip", "-d", file.toString());
        assertThat(directory.resolve("x")).hasBinaryContent(CONTENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 19, 22})
    void zstdReadsIt(int level) throws Exception {
        Path file = write(new Compressor(Compression.ZSTD, level), "x.zst");

        run("zstd", "-q", "-t", file.toString());
        run("zstd", "-q", "-d", file.toString());
        assertThat(directory.resolve("x")).hasBinaryContent(CONTENT);
    }

    @Test
    void isNoLargerThanPigz() throws Exception {
        Path plain = Files.write(directory.resolve("y"), CONTENT);
        run("pigz", "-6", "-n", "-k", plain.toString());
        long ours = Files.size(write(Compressor.of(Compression.GZIP), "x.gz"));

        assertThat(ours).isLessThan((long) (1.03 * Files.size(directory.resolve("y.gz"))));
    }

    private Path write(Compressor compressor, String name) throws Exception {
        return Files.write(directory.resolve(name), CompressorTest.compress(compressor, CONTENT, Workers.ALONE));
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
    }
}
