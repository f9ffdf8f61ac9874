package dev.jbuild.core.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.image.ImageReader;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which image of several is taken for a platform, as containerd has it. */
class PlatformTest {

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64, 0",
        "linux/amd64, linux/amd64/v1, 0",
        "linux/amd64, linux/arm64, -1",
        "linux/amd64, windows/amd64, -1",
        "linux/amd64, linux/amd64/v3, 3",
        "linux/amd64/v3, linux/amd64, 2",
        "linux/amd64/v2, linux/amd64/v3, -1",
        "linux/arm64/v9, linux/arm64, 1",
        "linux/arm64, linux/arm64/v8, 0",
        "linux/arm, linux/arm/v7, 0",
        "linux/arm/v7, linux/arm/v6, 1",
        "linux/arm/v7, linux/arm/v5, 2",
        "linux/arm/v6, linux/arm/v7, -1",
        "linux/mips64le/x, linux/mips64le/y, -1"
    })
    void acceptsOlderVariantsOfAProcessor(String wanted, String other, int distance) {
        Platform platform = Platform.parse(wanted);
        assertThat(platform.distance(Platform.parse(other))).isEqualTo(distance);
        assertThat(platform.accepts(Platform.parse(other))).isEqualTo(distance >= 0);
    }

    @Test
    void takesTheNearestOfAnIndex() {
        assertThat(chosen("linux/arm/v7", "linux/arm/v5", "linux/arm/v6", "linux/arm64"))
                .isEqualTo("linux/arm/v6");
        assertThat(chosen("linux/amd64", "linux/amd64/v3", "linux/amd64")).isEqualTo("linux/amd64");
        assertThat(chosen("linux/amd64/v2", "linux/amd64/v3", "linux/amd64")).isEqualTo("linux/amd64");
    }

    @ParameterizedTest
    @CsvSource({"riscv64, linux/riscv64", "x86_64, linux/amd64", "armel, linux/arm/v6", "linux/other, linux/other"})
    void readsALoneProcessor(String text, String platform) {
        assertThat(Platform.parse(text)).hasToString(platform);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lin", "amd46", "", "/", "a/b/c/d"})
    void refusesWhatIsNeitherASystemNorAProcessor(String text) {
        assertThatThrownBy(() -> Platform.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got platform \"" + text + "\"");
    }

    private static String chosen(String wanted, String... has) {
        List<Descriptor> manifests = Stream.of(has)
                .map(platform -> new Descriptor(MediaType.OCI_MANIFEST, Digest.ofUtf8(platform), 1)
                        .withPlatform(Platform.parse(platform)))
                .toList();
        return ImageReader.choose(new ImageIndex(MediaType.OCI_INDEX, manifests, Map.of()), Platform.parse(wanted))
                .platform()
                .toString();
    }
}
