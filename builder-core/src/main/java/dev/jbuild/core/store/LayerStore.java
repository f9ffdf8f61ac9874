package dev.jbuild.core.store;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.LayerIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is known of layers by diffID: their index, which blobs hold them, their directory forms. The uncompressed tar of a layer
 * is the blob of the diffID's own digest in the {@link BlobStore}. Thread-safe, and safe among processes.
 */
public interface LayerStore {

    /** Whether there is an index. Costs one look at the file system and reads nothing. */
    boolean hasIndex(DiffId layer) throws IOException;

    /** The verified index, empty when it is not here (or was damaged and is now removed). */
    Optional<LayerIndex> index(DiffId layer) throws IOException;

    void putIndex(DiffId layer, LayerIndex index) throws IOException;

    /** The blobs that are known to hold this layer, in any compression, whether their bytes are here or not. */
    List<CompressedLayer> blobs(DiffId layer) throws IOException;

    /** Remembers a blob of this layer. */
    void putBlob(DiffId layer, CompressedLayer blob) throws IOException;

    /** Remembers a blob that somebody says is this layer, unless it is known already. */
    default void putClaimedBlob(DiffId layer, CompressedLayer blob) throws IOException {
        for (CompressedLayer known : blobs(layer)) {
            if (known.descriptor().digest().equals(blob.descriptor().digest())) {
                return;
            }
        }
        putBlob(layer, blob);
    }

    /** A directory form that is whole and matches its stat list; it is kept from collection while this build lives. */
    Optional<Path> directory(DirectoryForm form) throws IOException;

    /** Begins a directory form in a directory of its own, which nobody sees before {@link NewDirectory#commit}. */
    NewDirectory newDirectory(DirectoryForm form) throws IOException;

    /**
     * What the directory forms of a layer take, by the lengths of their files. It looks at each of them. A file in a directory that is
     * closed to this process is not counted.
     *
     * @param layer as {@link DirectoryForm#layer}
     */
    long directoryBytes(Digest layer) throws IOException;

    /** An empty directory of this build on the store's file system, removed when the build ends. */
    Path scratch(String purpose) throws IOException;

    /**
     * A blob of a layer.
     *
     * @param recipe what made it, e.g. {@code gzip/6/zlib-1.3} or {@code pulled}
     */
    record CompressedLayer(Descriptor descriptor, String recipe) {
        private static final String READ = ", read";

        /** The same, after the whole blob was read and was this layer, which whoever named it may only have claimed. */
        public CompressedLayer wasRead() {
            return new CompressedLayer(descriptor, recipe + READ);
        }

        /** Whether the blob is known to be this layer as long as its own bytes are right. */
        public boolean isRead() {
            return recipe.endsWith(READ);
        }
    }

    /** A directory form under construction. Closing without commit removes it. */
    interface NewDirectory extends AutoCloseable {

        /** Where to write; exists and is empty, unless {@link #adopt} put something there. */
        Path path();

        /** Moves an existing directory of this build here (a RUN's upper, as it is). */
        void adopt(Path directory) throws IOException;

        /** Notes what the files are now, which commit does otherwise; nothing may be changed afterwards. Takes time: it looks at each. */
        void seal() throws IOException;

        /** Makes the form visible and returns its final place; another process's equal form is as good and is returned. */
        Path commit() throws IOException;

        /** As {@link #commit}, under a layer's name that was not known in the beginning; the tag is the same. */
        Path commitAs(DirectoryForm form) throws IOException;

        @Override
        void close() throws IOException;
    }
}
