package dev.jbuild.core.layer;

import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.TreeEntry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Writes the canonical tar of a layer whose index is known from the files of its directory: the bytes that {@link LayerDiff} would have
 * written when it made the index. The contents are not hashed again.
 */
public final class LayerPacking {
    private static final Ancestors NONE_MISSING = path -> {
        throw new IllegalArgumentException("the index lacks the directory \"" + path + "\"");
    };

    private LayerPacking() {}

    /**
     * Packs the layer.
     *
     * @param files where the regular files of the index are, by the same paths; the caller closes
     * @param blob is committed when all went well, and closed in any case
     * @param check is called again and again, and throws when the work is not wanted any more
     */
    public static WrittenLayer pack(LayerIndex index, RootDirectory files, BlobWriter blob, Runnable check)
            throws IOException {
        try (LayerWriter writer = LayerWriter.into(blob, NONE_MISSING, Workers.ALONE)) {
            for (LayerEntry entry : index.entries()) {
                check.run();
                add(entry, files, writer, check);
            }
            return writer.commit();
        }
    }

    private static void add(LayerEntry entry, RootDirectory files, LayerWriter writer, Runnable check)
            throws IOException {
        if (entry instanceof LayerEntry.Whiteout whiteout) {
            writer.addWhiteout(whiteout.path());
        } else if (entry instanceof Present present && !(present.entry() instanceof TreeEntry.RegularFile)) {
            writer.add(present.path(), present.entry());
        } else if (entry instanceof Present file) {
            if (file.linkGroup() != 0 && writer.hasLinkGroup(file.linkGroup())) {
                writer.addLink(file.path(), file.linkGroup());
            } else {
                writer.addFile(file, () -> new CheckedStream(files.open(file.path()), check));
            }
        } else {
            throw new IllegalArgumentException("what a command changed has no entry such as " + entry);
        }
    }

    /** A stream that looks between its parts whether anybody still wants them. */
    private static final class CheckedStream extends FilterInputStream {
        private final Runnable check;

        CheckedStream(InputStream in, Runnable check) {
            super(in);
            this.check = check;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            check.run();
            return super.read(bytes, offset, length);
        }
    }
}
