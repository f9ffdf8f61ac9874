package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.store.DamagedBlobException;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class LayerContentsTest {
    private final LayerRig rig = new LayerRig();
    private final byte[] tar = new RawTar()
            .file("a", "first")
            .file("b", "second")
            .symlink("l", "a")
            .file("empty", "")
            .end();

    @Test
    void readsAFileOutOfTheMiddle() throws IOException {
        Tree tree = tree(new DiffId(rig.blobs.put(tar)));

        assertThat(text(tree, "b")).isEqualTo("second");
        assertThat(text(tree, "empty")).isEmpty();
        assertThatThrownBy(() -> text(tree, "l")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> text(tree, "none")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void inflatesALayerOnce() throws IOException {
        DiffId layer = storeGzip(rig, tar);
        Tree tree = tree(layer);
        assertThat(rig.blobs.contains(layer.digest())).isFalse();

        assertThat(text(tree, "b")).isEqualTo("second");

        assertThat(rig.blobs.contains(layer.digest())).isTrue();
        rig.layers
                .blobs(layer)
                .forEach(blob -> rig.blobs.delete(blob.descriptor().digest()));
        assertThat(text(tree, "a")).isEqualTo("first");
    }

    @Test
    void saysWhichLayerIsNowhere() {
        DiffId layer = new DiffId(Digest.of(tar));

        assertThatThrownBy(() -> text(tree(layer), "a"))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(layer.toString());
    }

    @Test
    void noticesDamageAndRemovesTheTar() throws IOException {
        DiffId layer = new DiffId(rig.blobs.put(tar));
        Tree tree = tree(layer);
        byte[] broken = tar.clone();
        broken[512] ^= 1;
        rig.blobs.damage(layer.digest(), broken);

        assertThat(text(tree, "b")).isEqualTo("second");
        assertThatThrownBy(() -> text(tree, "a")).isInstanceOf(DamagedBlobException.class);
        assertThat(rig.blobs.contains(layer.digest())).isFalse();
    }

    @Test
    void refusesACompressedBlobOfOtherBytes() throws IOException {
        DiffId layer = storeGzip(rig, tar);
        rig.layers
                .blobs(layer)
                .forEach(blob -> rig.blobs.damage(blob.descriptor().digest(), new byte[100]));

        assertThatThrownBy(() -> text(tree(layer), "a")).isInstanceOf(DamagedBlobException.class);
        assertThat(rig.blobs.contains(layer.digest())).isFalse();
    }

    /** Stores a tar only as gzip. */
    static DiffId storeGzip(LayerRig rig, byte[] tar) throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(tar);
        }
        DiffId layer = new DiffId(Digest.of(tar));
        Descriptor descriptor =
                new Descriptor(MediaType.OCI_LAYER_GZIP, rig.blobs.put(gzip.toByteArray()), gzip.size());
        rig.layers.putBlob(layer, new CompressedLayer(descriptor, "pulled"));
        return layer;
    }

    private Tree tree(DiffId layer) throws IOException {
        return Tree.EMPTY.apply(
                layer,
                LayerReader.readLayer(new ByteArrayInputStream(tar), TarLimits.DEFAULT)
                        .index());
    }

    private String text(Tree tree, String path) throws IOException {
        try (InputStream in = rig.contents.open(tree, TreePath.of(path))) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
