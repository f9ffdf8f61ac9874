package dev.jbuild.core.solver;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.BlobWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

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
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(blobs.open(before), StandardCharsets.ISO_8859_1))) {
            FileChanges.Comparison comparison = new FileChanges.Comparison(reader);
            now.forEach((path, entry) -> comparison.accept(FileLine.of(path, entry)));
            return comparison.finish();
        }
    }
}
