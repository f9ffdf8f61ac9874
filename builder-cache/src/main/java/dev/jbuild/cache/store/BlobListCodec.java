package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.FrameReader;
import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of a layer's blobs: framed records one after the other, each with its length before it, so that processes may append at
 * the same time.
 */
final class BlobListCodec {
    private static final int MAGIC = 'J' << 24 | 'B' << 16 | 'L' << 8 | 1; // the last byte is the version
    private static final int MAX_BYTES = 4 * 1024 * 1024; // 4 MiB; thousands of blobs of one layer

    private BlobListCodec() {}

    /** What could be read of a list, and whether that was all. */
    record BlobList(List<CompressedLayer> blobs, State state) {}

    enum State {
        WHOLE,
        DAMAGED
    }

    static byte[] encode(CompressedLayer blob) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[4]);
        FrameWriter frame = new FrameWriter(bytes, MAGIC);
        frame.text(blob.recipe());
        DescriptorCodec.write(frame, blob.descriptor());
        frame.end();
        byte[] encoded = bytes.toByteArray();
        ByteBuffer.wrap(encoded).putInt(encoded.length - 4);
        return encoded;
    }

    /** Empty when there is no list. */
    static BlobList read(Disk disk, Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = disk.open(file)) {
            bytes = in.readNBytes(MAX_BYTES);
        } catch (NoSuchFileException e) {
            return new BlobList(List.of(), State.WHOLE);
        }
        List<CompressedLayer> blobs = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.remaining() > 0) {
            int length = rest.remaining() < 4 ? -1 : rest.getInt();
            if (length < 0 || length > rest.remaining()) {
                return new BlobList(blobs, State.DAMAGED);
            }
            try {
                blobs.add(decode(bytes, rest.position(), length));
            } catch (DamagedFileException | IllegalArgumentException e) {
                return new BlobList(blobs, State.DAMAGED);
            }
            rest.position(rest.position() + length);
        }
        return new BlobList(blobs, State.WHOLE);
    }

    private static CompressedLayer decode(byte[] bytes, int offset, int length) throws IOException {
        try (FrameReader frame =
                new FrameReader(new ByteArrayInputStream(bytes, offset, length), "a list of blobs", length, MAGIC)) {
            String recipe = frame.text();
            CompressedLayer blob = new CompressedLayer(DescriptorCodec.read(frame), recipe);
            frame.end();
            return blob;
        }
    }
}
