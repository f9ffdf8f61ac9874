package dev.jbuild.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.export.Annotations.Annotation;
import dev.jbuild.core.export.Annotations.Place;
import dev.jbuild.core.oci.Platform;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotationsTest {
    private static final Platform ARM = new Platform("linux", "arm64");

    @ParameterizedTest
    @CsvSource({
        "annotation.k,MANIFEST,",
        "annotation-manifest.k,MANIFEST,",
        "annotation-index.k,INDEX,",
        "annotation-manifest-descriptor.k,MANIFEST_DESCRIPTOR,",
        "annotation-index-descriptor.k,INDEX_DESCRIPTOR,",
        "annotation[linux/arm64].k,MANIFEST,linux/arm64",
        "annotation-manifest-descriptor[linux/arm64].k,MANIFEST_DESCRIPTOR,linux/arm64",
    })
    void readsOptions(String name, Place place, String platform) {
        Annotations read = Annotations.ofOptions(Map.of(name, "v", "dest", "x"));

        assertThat(read.all())
                .containsExactly(new Annotation(place, platform == null ? null : Platform.parse(platform), "k", "v"));
    }

    @Test
    void keepsDotsAndColonsOfAKey() {
        assertThat(Annotations.ofOptions(Map.of("annotation.org.example.a:b", "x=y:z"))
                        .of(Place.MANIFEST, ARM))
                .containsExactly(Map.entry("org.example.a:b", "x=y:z"));
        assertThat(Annotations.ofFlag("org.example.a=x=y:z").of(Place.MANIFEST, ARM))
                .containsExactly(Map.entry("org.example.a", "x=y:z"));
    }

    @Test
    void readsAFlagForManyPlaces() {
        Annotations read = Annotations.ofFlag("index,manifest[linux/arm64]:a=b")
                .and(Annotations.ofFlag("manifest:a=c"))
                .and(Annotations.ofFlag("d=e"));

        assertThat(read.of(Place.INDEX, ARM)).containsExactly(Map.entry("a", "b"));
        assertThat(read.of(Place.MANIFEST, ARM)).containsExactly(Map.entry("a", "c"), Map.entry("d", "e"));
        assertThat(read.of(Place.MANIFEST_DESCRIPTOR, ARM)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"index[linux/arm64]:a=b", "index-descriptor[linux/arm64]:a=b"})
    void anIndexIsOfNoPlatform(String flag) {
        assertThatThrownBy(() -> Annotations.ofFlag(flag))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("an index is for all platforms");
    }

    @Test
    void leavesOtherPlatformsOut() {
        Annotations read = Annotations.ofFlag("manifest[linux/arm64]:a=b");

        assertThat(read.of(Place.MANIFEST, ARM)).isNotEmpty();
        assertThat(read.of(Place.MANIFEST, new Platform("linux", "amd64"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "=b",
                "manifest:=b",
                "layer:a=b",
                "manifest[:a=b",
                "manifest[]:a=b",
                ",manifest[x/y/z/u]:a=b"
            })
    void refusesOtherFlags(String text) {
        assertThatThrownBy(() -> Annotations.ofFlag(text))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("annotation \"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"annotation-layer.a", "annotation.", "annotation-index", "annotation[linux/amd64]"})
    void refusesOtherOptions(String name) {
        assertThatThrownBy(() -> Annotations.ofOptions(Map.of(name, "b")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining(name);
    }
}
