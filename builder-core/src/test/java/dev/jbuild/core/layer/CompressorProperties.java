package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.Compression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class CompressorProperties {
    private static ExecutorService pool;

    @BeforeContainer
    static void startThreads() {
        pool = Executors.newFixedThreadPool(3);
    }

    @AfterContainer
    static void stopThreads() {
        pool.shutdownNow();
    }

    @Property(tries = 40)
    void givesBackAnyBytes(@ForAll("contents") byte[] content, @ForAll("compressors") Compressor compressor)
            throws IOException {
        byte[] compressed = CompressorTest.compress(compressor, content, new Workers(pool, 3));

        assertThat(Decompression.open(new ByteArrayInputStream(compressed)).readAllBytes())
                .isEqualTo(content);
        if (compressor.compression() == Compression.GZIP) {
            assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes())
                    .isEqualTo(content);
        }
    }

    @Property(tries = 30)
    void givesTheSameBytesOnAnyNumberOfThreads(
            @ForAll("contents") byte[] content, @ForAll("compressors") Compressor compressor) throws IOException {
        byte[] alone = CompressorTest.compress(compressor, content, Workers.ALONE);

        assertThat(CompressorTest.compress(compressor, content, new Workers(pool, 2)))
                .isEqualTo(alone);
        assertThat(CompressorTest.compress(compressor, content, new Workers(pool, 7)))
                .isEqualTo(alone);
        assertThat(CompressorTest.compress(compressor, content, new Workers(Thread::new, 2)))
                .as("with workers who never begin")
                .isEqualTo(alone);
    }

    @Provide
    Arbitrary<Compressor> compressors() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 9).map(level -> new Compressor(Compression.GZIP, level)),
                Arbitraries.integers().between(0, 9).map(level -> new Compressor(Compression.ZSTD, level)));
    }

    /** Pieces of noise, of text and of repetitions, around the sizes of blocks. */
    @Provide
    Arbitrary<byte[]> contents() {
        Arbitrary<Integer> sizes = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 70_000),
                Arbitraries.of(1 << 20, (1 << 20) - 1, (1 << 20) + 1, 2 << 20, (2 << 20) + 32_768),
                Arbitraries.integers().between(0, 3 << 20));
        return Combinators.combine(sizes, Arbitraries.integers().between(0, 2), Arbitraries.longs())
                .as(CompressorProperties::content);
    }

    private static byte[] content(int size, int kind, long seed) {
        Random random = new Random(seed);
        return switch (kind) {
            case 0 -> Samples.noise(size, seed);
            case 1 -> Samples.text(size, seed);
            default -> Samples.mixed(size, 1 + random.nextInt(600_000), seed);
        };
    }
}
