package dev.jbuild.core.store.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.store.DirectoryForm;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.store.LayerStore.CompressedLayer;
import dev.jbuild.core.store.LayerStore.NewDirectory;
import dev.jbuild.core.tree.LayerIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link LayerStore} does. */
public interface LayerStoreContract {

    LayerStore layers() throws IOException;

    @Test
    default void givesBackIndexesAsTheyWere() throws IOException {
        DiffId layer = new DiffId(Digest.ofUtf8("layer"));
        assertThat(layers().hasIndex(layer)).isFalse();
        assertThat(layers().index(layer)).isEmpty();
        layers().putIndex(layer, SampleIndexes.everyKind());
        assertThat(layers().hasIndex(layer)).isTrue();
        assertThat(layers().index(layer)).contains(SampleIndexes.everyKind());
    }

    @Test
    default void givesBackTheEmptyIndex() throws IOException {
        DiffId layer = new DiffId(Digest.ofUtf8("empty"));
        layers().putIndex(layer, LayerIndex.EMPTY);
        layers().putIndex(layer, LayerIndex.EMPTY);
        assertThat(layers().index(layer)).contains(LayerIndex.EMPTY);
    }

    @Test
    default void remembersEachBlobOfALayerOnce() throws IOException {
        DiffId layer = new DiffId(Digest.ofUtf8("layer with blobs"));
        CompressedLayer gzip = new CompressedLayer(
                new Descriptor(
                        MediaType.OCI_LAYER_GZIP,
                        Digest.ofUtf8("gz"),
                        7,
                        List.of("https://example.org/gz"),
                        Map.of("a", "b"),
                        null),
                "gzip/6/zlib-1.3");
        CompressedLayer zstd = new CompressedLayer(
                new Descriptor(MediaType.OCI_LAYER_ZSTD, Digest.ofUtf8("zst"), 1L << 40), "zstd/3/1.5.7");
        assertThat(layers().blobs(layer)).isEmpty();
        layers().putBlob(layer, gzip);
        layers().putBlob(layer, zstd);
        layers().putBlob(layer, gzip);
        assertThat(layers().blobs(layer)).containsExactly(gzip, zstd);
        assertThat(layers().hasIndex(layer)).isFalse();
    }

    @Test
    default void addsUpWhatTheDirectoryFormsOfALayerTake() throws IOException {
        Digest layer = Digest.ofUtf8("sized form");
        assertThat(layers().directoryBytes(layer)).isZero();
        for (String tag : List.of("root", "single")) {
            try (NewDirectory directory = layers().newDirectory(new DirectoryForm(layer, tag))) {
                Files.createDirectory(directory.path().resolve("etc"));
                Files.writeString(directory.path().resolve("etc/file"), "x".repeat(100_000));
                assertThat(layers().directoryBytes(layer)).isLessThan(150_000);
                directory.commit();
            }
        }
        assertThat(layers().directoryBytes(layer)).isBetween(200_000L, 202_000L);
        assertThat(layers().directoryBytes(Digest.ofUtf8("another"))).isZero();
    }

    @Test
    default void showsADirectoryFormWhenItIsCommitted() throws IOException {
        DirectoryForm form = new DirectoryForm(Digest.ofUtf8("form"), "root");
        assertThat(layers().directory(form)).isEmpty();
        Path committed;
        try (NewDirectory directory = layers().newDirectory(form)) {
            assertThat(directory.path()).isEmptyDirectory();
            Files.createDirectory(directory.path().resolve("etc"));
            Files.writeString(directory.path().resolve("etc/hostname"), "box");
            assertThat(layers().directory(form)).isEmpty();
            committed = directory.commit();
        }
        assertThat(committed.resolve("etc/hostname")).hasContent("box");
        assertThat(layers().directory(form)).contains(committed);
    }

    @Test
    default void keepsFormsOfOtherTagsApart() throws IOException {
        DirectoryForm root = new DirectoryForm(Digest.ofUtf8("tagged"), "root");
        commitWith(root, "root");
        DirectoryForm single = new DirectoryForm(root.layer(), "single");
        assertThat(layers().directory(single)).isEmpty();
        commitWith(single, "single");
        assertThat(layers().directory(root).orElseThrow().resolve("file")).hasContent("root");
        assertThat(layers().directory(single).orElseThrow().resolve("file")).hasContent("single");
    }

    @Test
    default void removesAFormThatWasNotCommitted() throws IOException {
        DirectoryForm form = new DirectoryForm(Digest.ofUtf8("abandoned"), "root");
        Path path;
        try (NewDirectory directory = layers().newDirectory(form)) {
            path = directory.path();
            Files.createDirectories(path.resolve("a/b/c"));
            Files.createSymbolicLink(path.resolve("a/link"), Path.of("/"));
        }
        assertThat(path).doesNotExist();
        assertThat(layers().directory(form)).isEmpty();
    }

    @Test
    default void takesTheFirstOfTwoEqualForms() throws IOException {
        DirectoryForm form = new DirectoryForm(Digest.ofUtf8("raced"), "root");
        try (NewDirectory first = layers().newDirectory(form);
                NewDirectory second = layers().newDirectory(form)) {
            Path committed = first.commit();
            assertThat(second.commit()).isEqualTo(committed);
        }
        assertThat(layers().directory(form)).isPresent();
    }

    @Test
    default void commitsUnderANameThatCameLater() throws IOException {
        DirectoryForm working = new DirectoryForm(Digest.ofUtf8("working name"), "root");
        DirectoryForm lasting = new DirectoryForm(Digest.ofUtf8("lasting name"), "root");
        try (NewDirectory directory = layers().newDirectory(working)) {
            Files.writeString(directory.path().resolve("file"), "x");
            directory.seal();
            assertThat(directory.commitAs(lasting).resolve("file")).hasContent("x");
        }
        assertThat(layers().directory(working)).isEmpty();
        assertThat(layers().directory(lasting)).isPresent();
    }

    @Test
    default void adoptsAScratchDirectory() throws IOException {
        Path upper = layers().scratch("upper");
        assertThat(upper).isEmptyDirectory();
        Files.writeString(upper.resolve("made-by-run"), "x");
        DirectoryForm form = new DirectoryForm(Digest.ofUtf8("adopted"), "root");
        try (NewDirectory directory = layers().newDirectory(form)) {
            directory.adopt(upper);
            assertThat(directory.commit().resolve("made-by-run")).hasContent("x");
        }
        assertThat(upper).doesNotExist();
    }

    @Test
    default void givesEachScratchDirectoryOnce() throws IOException {
        assertThat(layers().scratch("upper")).isNotEqualTo(layers().scratch("upper"));
    }

    private void commitWith(DirectoryForm form, String text) throws IOException {
        try (NewDirectory directory = layers().newDirectory(form)) {
            Files.writeString(directory.path().resolve("file"), text);
            directory.commit();
        }
    }
}
