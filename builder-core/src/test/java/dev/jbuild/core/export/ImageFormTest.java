package dev.jbuild.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.layer.Compressor;
import dev.jbuild.core.oci.Compression;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFormTest {

    @Test
    void readsOptions() {
        assertThat(form(Map.of()))
                .isEqualTo(new ImageForm(
                        Compressor.of(Compression.GZIP),
                        ImageForm.Compressed.KEPT,
                        ImageForm.Documents.OCI,
                        Annotations.NONE,
                        null,
                        ImageForm.Attached.AS_IMAGE));
        assertThat(form(Map.of(
                        "compression", "zstd", "compression-level", "19", "force-compression", "1", "dest", "x")))
                .isEqualTo(new ImageForm(
                        new Compressor(Compression.ZSTD, 19),
                        ImageForm.Compressed.MADE_ANEW,
                        ImageForm.Documents.OCI,
                        Annotations.NONE,
                        null,
                        ImageForm.Attached.AS_IMAGE));
        assertThat(form(Map.of("compression", "uncompressed", "oci-mediatypes", "False"))
                        .documents())
                .isEqualTo(ImageForm.Documents.DOCKER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "compression=estargz|output option compression: got \"estargz\", want uncompressed, gzip or zstd",
                "compression=GZIP|output option compression: got \"GZIP\", want uncompressed, gzip or zstd",
                "compression-level=10|output option compression-level: got \"10\", want a number from 0 to 9",
                "compression-level=-1|output option compression-level: got \"-1\", want a number from 0 to 9",
                "compression-level=fast|output option compression-level: got \"fast\", want a number from 0 to 9",
                "compression=zstd,compression-level=23|output option compression-level: got \"23\", want a number from 0 to 22",
                "compression=uncompressed,compression-level=1|output option compression-level: got \"1\", want none, as nothing is compressed",
                "force-compression=yes|output option force-compression: got \"yes\", want true or false",
                "oci-mediatypes=|output option oci-mediatypes: got \"\", want true or false",
                "oci-mediatypes=false,compression=zstd|Docker's manifests have no zstd layers: got oci-mediatypes=false with zstd",
                "oci-mediatypes=false,annotation.a=b|Docker's manifests have no annotations: got oci-mediatypes=false with some",
            })
    void refuses(String options, String message) {
        Map<String, String> map = new HashMap<>();
        for (String option : options.split(",")) {
            String[] parts = option.split("=", 2);
            map.put(parts[0], parts[1]);
        }
        assertThatThrownBy(() -> form(map)).isInstanceOf(BuildException.class).hasMessage(message);
    }

    private static ImageForm form(Map<String, String> options) {
        return ImageForm.of(options, Compression.GZIP, Annotations.ofOptions(options));
    }
}
