package dev.jbuild.core.layer;

import com.github.luben.zstd.util.ZstdVersion;
import dev.jbuild.core.oci.Compression;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * A compression with its level: how layers are made smaller for an output. The same bytes always compress to the same bytes, on any
 * number of threads, as long as {@link #recipe} is the same.
 *
 * @param level 0 to 9 for gzip, 0 (zstd's own choice) to 22 for zstd, 0 for none
 */
public record Compressor(Compression compression, int level) {
    /** Leaves bytes as they are. */
    public static final Compressor NONE = new Compressor(Compression.NONE, 0);

    public Compressor {
        Objects.requireNonNull(compression, "compression");
        if (level < 0 || level > maxLevel(compression)) {
            throw new IllegalArgumentException("got level %d, want 0 to %d".formatted(level, maxLevel(compression)));
        }
    }

    /** With the level of outputs that name none: 4 for gzip (half of the time of 6 for some 3 %), 3 for zstd. */
    public static Compressor of(Compression compression) {
        return new Compressor(
                compression,
                switch (compression) {
                    case NONE -> 0;
                    case GZIP -> 4;
                    case ZSTD -> 3;
                });
    }

    /** The highest level of a compression. */
    public static int maxLevel(Compression compression) {
        return switch (compression) {
            case NONE -> 0;
            case GZIP -> 9;
            case ZSTD -> 22;
        };
    }

    /** Everything that decides the bytes, e.g. {@code gzip/6/zlib-5d0a1f0c44e2} or {@code zstd/3/1.5.7-9}. */
    public String recipe() {
        return switch (compression) {
            case NONE -> "none";
            case GZIP -> "gzip/" + level + "/zlib-" + ZlibFingerprint.of(level);
            case ZSTD -> "zstd/" + level + "/" + ZstdVersion.VERSION;
        };
    }

    /** A stream that compresses into another. The caller finishes and closes it. */
    public CompressingStream open(OutputStream out, Workers workers) throws IOException {
        return switch (compression) {
            case NONE -> new PlainStream(out);
            case GZIP -> new GzipStream(out, level, workers);
            case ZSTD -> new ZstdStream(out, level, workers.width());
        };
    }
}
