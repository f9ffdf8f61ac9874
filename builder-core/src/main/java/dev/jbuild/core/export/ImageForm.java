package dev.jbuild.core.export;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.layer.Compressor;
import dev.jbuild.core.oci.Compression;
import java.util.Map;
import java.util.Set;

/** What an output asks of the documents and layers of its images. */
public record ImageForm(Compressor compressor, Compressed compressed, Documents documents, Annotations annotations) {
    /** The names of the options that {@link #of} reads, beside those of annotations. */
    public static final Set<String> OPTIONS =
            Set.of("compression", "compression-level", "force-compression", "oci-mediatypes");

    /** What becomes of layers that are compressed already, as those of a pulled base. */
    public enum Compressed {
        KEPT,
        MADE_ANEW
    }

    /** Whose media types manifest, config and layers have. */
    public enum Documents {
        OCI,
        DOCKER
    }

    public ImageForm {
        if (documents == Documents.DOCKER && compressor.compression() == Compression.ZSTD) {
            throw BuildException.of(
                            ErrorCode.USAGE,
                            "Docker's manifests have no zstd layers: got oci-mediatypes=false with zstd")
                    .withHint("take compression=gzip, or leave out oci-mediatypes=false");
        }
        if (documents == Documents.DOCKER && !annotations.isEmpty()) {
            throw BuildException.of(
                            ErrorCode.USAGE,
                            "Docker's manifests have no annotations: got oci-mediatypes=false with some")
                    .withHint("leave out oci-mediatypes=false");
        }
    }

    /** Reads options by BuildKit's names; other names are left to the caller. */
    public static ImageForm of(Map<String, String> options, Compression usual, Annotations annotations) {
        Compression compression = options.containsKey("compression") ? compression(options.get("compression")) : usual;
        return new ImageForm(
                compressor(compression, options),
                OptionValues.isSet(options, "force-compression", "false") ? Compressed.MADE_ANEW : Compressed.KEPT,
                OptionValues.isSet(options, "oci-mediatypes", "true") ? Documents.OCI : Documents.DOCKER,
                annotations);
    }

    private static Compression compression(String name) {
        return switch (name) {
            case "uncompressed" -> Compression.NONE;
            case "gzip" -> Compression.GZIP;
            case "zstd" -> Compression.ZSTD;
            default -> throw OptionValues.wrong("compression", name, "uncompressed, gzip or zstd");
        };
    }

    private static Compressor compressor(Compression compression, Map<String, String> options) {
        String level = options.get("compression-level");
        if (level == null) {
            return Compressor.of(compression);
        }
        if (compression == Compression.NONE) {
            throw OptionValues.wrong("compression-level", level, "none, as nothing is compressed");
        }
        String wanted = "a number from 0 to " + Compressor.maxLevel(compression);
        try {
            return new Compressor(compression, Integer.parseInt(level));
        } catch (IllegalArgumentException e) {
            throw OptionValues.wrong("compression-level", level, wanted).withCause(e);
        }
    }
}
