package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class DecompressionTest {
    private static final byte[] TEXT =
            "some text, again and again; ".repeat(5_000).getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @EnumSource
    void isToldByTheFirstBytes(Decompression compression) throws IOException {
        byte[] compressed = compress(compression, TEXT);

        assertThat(Decompression.detect(Arrays.copyOf(compressed, Decompression.MAGIC_BYTES)))
                .isEqualTo(compression);
        assertThat(Decompression.open(new ByteArrayInputStream(compressed)).readAllBytes())
                .isEqualTo(TEXT);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void refusesWhatIsCutOff(Decompression compression) throws IOException {
        byte[] compressed = compress(compression, TEXT);
        byte[] cut = Arrays.copyOf(compressed, compressed.length - 5);

        assertThatThrownBy(
                        () -> Decompression.open(new ByteArrayInputStream(cut)).readAllBytes())
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void readsTwoAfterEachOther(Decompression compression) throws IOException {
        byte[] one = compress(compression, "one".getBytes(StandardCharsets.UTF_8));
        byte[] two = Arrays.copyOf(one, one.length * 2);
        System.arraycopy(one, 0, two, one.length, one.length);

        assertThat(Decompression.open(new ByteArrayInputStream(two)).readAllBytes())
                .asString()
                .isEqualTo("oneone");
    }

    @Test
    void refusesGarbageAfterGzip() throws IOException {
        byte[] gzip = compress(Decompression.GZIP, TEXT);
        byte[] more = Arrays.copyOf(gzip, gzip.length + 100);
        Arrays.fill(more, gzip.length, more.length, (byte) 'x');

        assertThatThrownBy(
                        () -> Decompression.open(new ByteArrayInputStream(more)).readAllBytes())
                .isInstanceOf(IOException.class);
    }

    @Test
    void takesWhatIsShortOrUnknownAsItIs() throws IOException {
        for (String text : new String[] {"", "x", "BZ", "\u001f"}) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            assertThat(Decompression.open(new ByteArrayInputStream(bytes)).readAllBytes())
                    .isEqualTo(bytes);
        }
    }

    @Test
    void skipsAFirstFrameOfZstdThatSaysNothing() throws IOException {
        byte[] frame = {0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 'h', 'i'};
        byte[] zstd = compress(Decompression.ZSTD, TEXT);
        byte[] both = Arrays.copyOf(frame, frame.length + zstd.length);
        System.arraycopy(zstd, 0, both, frame.length, zstd.length);

        assertThat(Decompression.open(new ByteArrayInputStream(both)).readAllBytes())
                .isEqualTo(TEXT);
    }

    @Test
    void boundsTheMemoryThatXzAsksFor() {
        byte[] xz = xzWithDictionary(1 << 30);

        assertThatThrownBy(
                        () -> Decompression.open(new ByteArrayInputStream(xz)).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("memory");
    }

    /** A header that asks for a dictionary of this size: byte 0x16 is 12 + 2 * log2 ... of the xz format, written by hand. */
    private static byte[] xzWithDictionary(int bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (XZOutputStream xz = new XZOutputStream(out, new LZMA2Options(0))) {
            xz.write(TEXT);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        byte[] file = out.toByteArray();
        int log = 31 - Integer.numberOfLeadingZeros(bytes);
        file[16] = (byte) ((log - 12) * 2);
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(file, 12, 8);
        for (int i = 0; i < 4; i++) {
            file[20 + i] = (byte) (crc.getValue() >>> 8 * i);
        }
        return file;
    }

    static byte[] compress(Decompression compression, byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream stream = compressor(compression, out)) {
            stream.write(bytes);
        }
        return out.toByteArray();
    }

    private static OutputStream compressor(Decompression compression, ByteArrayOutputStream out) throws IOException {
        return switch (compression) {
            case NONE -> out;
            case GZIP -> new GZIPOutputStream(out);
            case BZIP2 -> new BZip2CompressorOutputStream(out);
            case XZ -> new XZOutputStream(out, new LZMA2Options(1));
            case ZSTD -> new com.github.luben.zstd.ZstdOutputStreamNoFinalizer(out).setChecksum(true);
        };
    }
}
