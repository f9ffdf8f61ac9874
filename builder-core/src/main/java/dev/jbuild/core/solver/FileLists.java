package dev.jbuild.core.solver;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Lists of observed files as blobs, and what changed between two, both read as streams. Thread-safe. */
final class FileLists {
    private final BlobStore blobs;

    FileLists(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** Keeps a list. */
    Digest put(Observation.FileList list) throws IOException {
        try (BlobWriter blob = blobs.create()) {
            FileLineWriter writer = new FileLineWriter(blob);
            list.forEach(writer);
            writer.flush();
            return blob.commit();
        }
    }

    /** What changed since a list that was kept; throws NoSuchFileException when that is gone. */
    FileChanges changes(Digest before, Observation.FileList now) throws IOException {
        return compare(before, now, OutputStream.nullOutputStream());
    }

    /**
     * A comparison, and the list that was gone through for it.
     *
     * @param list as {@link #put} gives it
     */
    record Compared(FileChanges changes, Digest list) {}

    /** As {@link #changes} and {@link #put} of the list that is now, which is made once for both. */
    Compared changesAndPut(Digest before, Observation.FileList now) throws IOException {
        try (BlobWriter blob = blobs.create()) {
            FileChanges changes = compare(before, now, blob);
            return new Compared(changes, blob.commit());
        }
    }

    private FileChanges compare(Digest before, Observation.FileList now, OutputStream copy) throws IOException {
        try (InputStream kept = blobs.open(before)) {
            FileChanges.Comparison comparison = new FileChanges.Comparison(new KeptLines(kept));
            FileLineWriter writer = new FileLineWriter(new Compares(comparison, copy));
            now.forEach(writer);
            writer.flush();
            return comparison.finish(writer.count());
        }
    }

    /** Whole lines, compared and handed on. */
    private static final class Compares extends OutputStream {
        private final FileChanges.Comparison comparison;
        private final OutputStream copy;

        Compares(FileChanges.Comparison comparison, OutputStream copy) {
            this.comparison = comparison;
            this.copy = copy;
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException("whole lines are written");
        }

        @Override
        public void write(byte[] lines, int from, int length) throws IOException {
            comparison.accept(lines, from, from + length);
            copy.write(lines, from, length);
        }
    }
}
