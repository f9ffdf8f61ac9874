package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.fakes.InMemoryBlobStore;
import dev.jbuild.core.store.fakes.InMemoryLayerStore;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Stores in memory, and layers written to them in few words. */
final class LayerRig {
    final InMemoryBlobStore blobs = new InMemoryBlobStore();
    final InMemoryLayerStore layers = new InMemoryLayerStore();
    final LayerContents contents = new LayerContents(blobs, layers);
    private final Map<Digest, byte[]> known = new HashMap<>();

    /** Directories that nobody adds are 0755 and of the epoch. */
    LayerWriter writer() throws IOException {
        return LayerWriter.create(blobs, directory -> new Attributes(0755, 0, 0, 0));
    }

    byte[] bytes(DiffId layer) throws IOException {
        return blobs.open(layer.digest()).readAllBytes();
    }

    ReadLayer read(DiffId layer) throws IOException {
        return LayerReader.readLayer(new ByteArrayInputStream(bytes(layer)), layer, TarLimits.DEFAULT);
    }

    /** A text whose bytes {@link #write} finds by their digest. */
    Present file(String path, String text) {
        return file(path, text, new Attributes(0644, 0, 0, 7), 0);
    }

    Present file(String path, String text, Attributes attributes, int linkGroup) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        known.put(Digest.of(bytes), bytes);
        TreeEntry entry = new TreeEntry.RegularFile(attributes, bytes.length, Digest.of(bytes));
        return new Present(TreePath.of(path), entry, LayerEntry.Origin.NAMED, Present.NO_OFFSET, linkGroup);
    }

    /** Writes an index as a tar, with the bytes of texts made here. Implied directories and opaque marks are not for a writer. */
    WrittenLayer write(LayerIndex index) throws IOException {
        try (LayerWriter writer = writer()) {
            for (LayerEntry entry : index.entries()) {
                write(writer, entry);
            }
            WrittenLayer written = writer.commit();
            assertThat(written.content()).isEqualTo(written.index().contentDigest());
            return written;
        }
    }

    private void write(LayerWriter writer, LayerEntry entry) throws IOException {
        if (!(entry instanceof Present present)) {
            writer.addWhiteout(entry.path());
        } else if (!(present.entry() instanceof TreeEntry.RegularFile file)) {
            writer.add(entry.path(), present.entry());
        } else if (present.linkGroup() != 0 && writer.hasLinkGroup(present.linkGroup())) {
            writer.addLink(entry.path(), present.linkGroup());
        } else {
            writer.addFile(present, () -> new ByteArrayInputStream(known.get(file.content())));
        }
    }
}
