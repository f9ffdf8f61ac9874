package dev.jbuild.core.layer;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The compressions that jbuild reads, told apart by their first bytes and by nothing else. What they decompress to is not limited
 * here; the memory that they need for it is.
 */
public enum Decompression {
    NONE(),
    GZIP(0x1f, 0x8b, 0x08),
    ZSTD(0x28, 0xb5, 0x2f, 0xfd),
    BZIP2('B', 'Z', 'h'),
    XZ(0xfd, '7', 'z', 'X', 'Z', 0x00);

    /** The number of first bytes that {@link #detect} wants to see. */
    public static final int MAGIC_BYTES = 6;

    private static final int BUFFER_BYTES = 64 * 1024; // 64 KiB
    private static final int MAX_ZSTD_WINDOW_LOG = 27; // 128 MiB, as the zstd program
    private static final int MAX_XZ_KIB = 128 * 1024; // 128 MiB, twice what xz -9 needs

    private final byte[] magic;

    Decompression(int... magic) {
        this.magic = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            this.magic[i] = (byte) magic[i];
        }
    }

    /** The compression of what begins with these bytes; {@link #NONE} when it is none that is known. */
    public static Decompression detect(byte[] head) {
        for (Decompression compression : values()) {
            byte[] magic = compression.magic;
            if (magic.length > 0
                    && head.length >= magic.length
                    && Arrays.equals(head, 0, magic.length, magic, 0, magic.length)) {
                return compression;
            }
        }
        return isSkippableFrame(head) ? ZSTD : NONE;
    }

    /** A zstd file may begin with a frame that says nothing. */
    private static boolean isSkippableFrame(byte[] head) {
        return head.length >= 4 && (head[0] & 0xf0) == 0x50 && head[1] == 0x2a && head[2] == 0x4d && head[3] == 0x18;
    }

    /**
     * The uncompressed bytes of a stream, whatever its compression. Broken or truncated input is an IOException. Closing the
     * result closes the stream.
     */
    public static InputStream open(InputStream in) throws IOException {
        InputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        buffered.mark(MAGIC_BYTES);
        byte[] head = buffered.readNBytes(MAGIC_BYTES);
        buffered.reset();
        return detect(head).decompress(buffered);
    }

    /** The uncompressed bytes of a stream of this compression. Closing the result closes the stream. */
    public InputStream decompress(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP ->
                GzipCompressorInputStream.builder()
                        .setInputStream(in)
                        .setDecompressConcatenated(true)
                        .get();
            case ZSTD -> new ZstdInputStreamNoFinalizer(in).setLongMax(MAX_ZSTD_WINDOW_LOG);
            case BZIP2 -> new BZip2CompressorInputStream(in, true);
            case XZ -> new XZInputStream(in, MAX_XZ_KIB);
        };
    }
}
