package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.FrameReader;
import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.tree.LayerIndex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A layer's index as a framed file: the diffID, so that one at a wrong place is noticed, then the index's own compact form. */
public final class IndexCodec {
    private static final int MAGIC = 'J' << 24 | 'I' << 16 | 'X' << 8 | 1; // the last byte is the version

    private IndexCodec() {}

    /** Does not close the stream. */
    static void write(OutputStream out, DiffId layer, LayerIndex index) throws IOException {
        FrameWriter frame = new FrameWriter(out, MAGIC);
        frame.digest(layer.digest());
        index.writeTo(frame.stream());
        frame.end();
    }

    /** Closes the stream. */
    public static LayerIndex read(InputStream in, long sizeBytes, DiffId layer) throws IOException {
        try (FrameReader frame = new FrameReader(in, "the index of layer " + layer, sizeBytes, MAGIC)) {
            if (!frame.digest().equals(layer.digest())) {
                throw frame.damaged("it is of another layer");
            }
            LayerIndex index = LayerIndex.read(frame.stream());
            frame.end();
            return index;
        } catch (DamagedFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new DamagedFileException("the index of layer " + layer + " is damaged: " + e.getMessage(), e);
        }
    }
}
