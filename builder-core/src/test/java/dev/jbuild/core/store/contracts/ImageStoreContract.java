package dev.jbuild.core.store.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.store.ImageStore;
import dev.jbuild.core.store.ImageStore.StoredImage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link ImageStore} does. */
public interface ImageStoreContract {

    ImageStore images() throws IOException;

    @Test
    default void findsAReference() throws IOException {
        ImageReference debian = ImageReference.parse("debian:bookworm");
        assertThat(images().find(debian)).isEmpty();
        images().put(debian, manifest("one"));
        StoredImage found = images().find(debian).orElseThrow();
        assertThat(found.reference()).contains(debian);
        assertThat(found.manifest()).isEqualTo(manifest("one"));
        assertThat(images().find(ImageReference.parse("debian:trixie"))).isEmpty();
        assertThat(images().find(ImageReference.parse("other.example/library/debian:bookworm")))
                .isEmpty();
    }

    @Test
    default void findsADigestUnderAnyName() throws IOException {
        images().put(ImageReference.parse("a:1"), manifest("one"));
        images().putDangling(manifest("two"));
        assertThat(images().find(ImageReference.parse("b@" + manifest("one").digest())))
                .map(StoredImage::manifest)
                .contains(manifest("one"));
        assertThat(images().find(ImageReference.parse("b:9@" + manifest("two").digest())))
                .map(StoredImage::manifest)
                .contains(manifest("two"));
        assertThat(images().find(ImageReference.parse("b@" + manifest("three").digest())))
                .isEmpty();
    }

    @Test
    default void movesAReference() throws IOException {
        ImageReference reference = ImageReference.parse("localhost:5000/team/app:v1");
        images().put(reference, manifest("old"));
        images().put(reference, manifest("new"));
        assertThat(images().find(reference)).map(StoredImage::manifest).contains(manifest("new"));
        assertThat(dangling()).containsExactly(manifest("old"));
        assertThat(images().list()).hasSize(2);
    }

    @Test
    default void keepsAReplacedImageOnlyWhileItHasNoName() throws IOException {
        ImageReference reference = ImageReference.parse("app:1");
        images().put(reference, manifest("old"));
        images().put(ImageReference.parse("other:1"), manifest("old"));
        images().put(reference, manifest("new"));
        assertThat(dangling()).as("other:1 names it").isEmpty();
        images().put(ImageReference.parse("other:1"), manifest("new"));
        assertThat(dangling()).containsExactly(manifest("old"));
        images().put(reference, manifest("old"));
        assertThat(dangling()).as("it has a name again").isEmpty();
        images().putDangling(manifest("new"));
        assertThat(dangling()).as("other:1 names it").isEmpty();
    }

    private List<Descriptor> dangling() throws IOException {
        return images().list().stream()
                .filter(image -> image.reference().isEmpty())
                .map(StoredImage::manifest)
                .toList();
    }

    @Test
    default void forgetsAReference() throws IOException {
        ImageReference reference = ImageReference.parse("app");
        assertThat(images().remove(reference)).isFalse();
        images().put(reference, manifest("one"));
        assertThat(images().remove(reference)).isTrue();
        assertThat(images().find(reference)).isEmpty();
        assertThat(images().list()).isEmpty();
    }

    @Test
    default void keepsImagesWithoutAName() throws IOException {
        images().putDangling(manifest("one"));
        images().putDangling(manifest("one"));
        assertThat(images().list()).singleElement().satisfies(image -> {
            assertThat(image.reference()).isEqualTo(Optional.empty());
            assertThat(image.manifest()).isEqualTo(manifest("one"));
        });
        assertThat(images().removeDangling(manifest("one"))).isTrue();
        assertThat(images().removeDangling(manifest("one"))).isFalse();
        assertThat(images().list()).isEmpty();
    }

    @Test
    default void listsTheNewestFirst() throws Exception {
        for (String name : new String[] {"c", "a", "b"}) {
            images().put(ImageReference.parse(name), manifest(name));
            Thread.sleep(2); // the order of two within one tick is not promised
        }
        assertThat(images().list())
                .extracting(image -> image.reference().orElseThrow().familiar())
                .containsExactly("b:latest", "a:latest", "c:latest");
    }

    private static Descriptor manifest(String seed) {
        return new Descriptor(MediaType.OCI_MANIFEST, Digest.ofUtf8(seed), 100 + seed.length());
    }
}
