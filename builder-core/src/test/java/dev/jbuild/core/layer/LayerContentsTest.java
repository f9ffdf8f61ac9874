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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

    @Test
    void removesACompressedBlobThatIsDamagedAndKeepsOneThatIsOnlyAnotherLayer() throws IOException {
        DiffId layer = storeGzip(rig, tar);
        Digest blob = rig.layers.blobs(layer).get(0).descriptor().digest();
        byte[] broken = rig.blobs.open(blob).readAllBytes();
        broken[broken.length - 20] ^= 1;
        rig.blobs.damage(blob, broken);

        assertThatThrownBy(() -> rig.contents.streamTar(layer).readAllBytes())
                .isInstanceOf(DamagedBlobException.class)
                .hasMessageContaining(blob.toString());
        assertThat(rig.blobs.contains(blob)).isFalse();

        DiffId claimed = new DiffId(Digest.ofUtf8("what a registry claims to be in it"));
        DiffId other = storeGzip(rig, tar);
        rig.layers.putBlob(claimed, rig.layers.blobs(other).get(0));

        assertThatThrownBy(() -> rig.contents.streamTar(claimed).readAllBytes())
                .isInstanceOf(DamagedBlobException.class)
                .hasMessageContaining(claimed.toString());
        assertThat(rig.blobs.contains(blob)).isTrue();
    }

    @Test
    void hashesBesideTheReader() throws IOException {
        byte[] large = new RawTar()
                .file("a", "x".repeat(3_000_000))
                .file("b", "second")
                .end();
        DiffId layer = storeGzip(rig, large);
        ExecutorService beside = Executors.newSingleThreadExecutor();
        try (InputStream in = new LayerContents(rig.blobs, rig.layers, beside).streamTar(layer)) {
            assertThat(in.readAllBytes()).isEqualTo(large);
        } finally {
            beside.shutdown();
        }
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
