package dev.jbuild.core.export;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.layer.Compressor;
import dev.jbuild.core.oci.Compression;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an output asks of the documents and layers of its images.
 *
 * @param latest the latest time that a file of an own layer has; null for any
 */
public record ImageForm(
        Compressor compressor,
        Compressed compressed,
        Documents documents,
        Annotations annotations,
        @Nullable Instant latest,
        Attached attached) {
    /** Nothing asked for. */
    public static final ImageForm AS_STORED =
            new ImageForm(Compressor.NONE, Compressed.KEPT, Documents.OCI, Annotations.NONE, null, Attached.AS_IMAGE);

    /** The names of the options that {@link #of} reads, beside those of annotations. */
    public static final Set<String> OPTIONS = Set.of(
            "compression",
            "compression-level",
            "force-compression",
            "oci-mediatypes",
            "oci-artifact",
            "rewrite-timestamp");

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

    /** In which form what is claimed of an image stands beside it. */
    public enum Attached {
        /** As an image for no platform, which every reader and registry takes. */
        AS_IMAGE,
        /** As an artifact that names its subject, see image-spec 1.1. */
        AS_ARTIFACT
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

    /** The same, with no file of an own layer later than this. */
    public ImageForm withLatest(Instant time) {
        return new ImageForm(compressor, compressed, documents, annotations, time, attached);
    }

    /** As {@link #of(Map, Compression, Annotations, Instant)}, without an epoch. */
    public static ImageForm of(Map<String, String> options, Compression usual, Annotations annotations) {
        return of(options, usual, annotations, null);
    }

    /**
     * Reads options by BuildKit's names; other names are left to the caller.
     *
     * @param epoch SOURCE_DATE_EPOCH, null when there is none
     */
    public static ImageForm of(
            Map<String, String> options, Compression usual, Annotations annotations, @Nullable Instant epoch) {
        Compression compression = options.containsKey("compression") ? compression(options.get("compression")) : usual;
        return new ImageForm(
                compressor(compression, options),
                OptionValues.isSet(options, "force-compression", "false") ? Compressed.MADE_ANEW : Compressed.KEPT,
                OptionValues.isSet(options, "oci-mediatypes", "true") ? Documents.OCI : Documents.DOCKER,
                annotations,
                OptionValues.isSet(options, "rewrite-timestamp", "false") ? wanted(epoch) : null,
                OptionValues.isSet(options, "oci-artifact", "false") ? Attached.AS_ARTIFACT : Attached.AS_IMAGE);
    }

    private static Instant wanted(@Nullable Instant epoch) {
        if (epoch == null) {
            throw BuildException.of(ErrorCode.USAGE, "got rewrite-timestamp=true and no time to rewrite to")
                    .withHint("set SOURCE_DATE_EPOCH to seconds, or to git for the time of the context's commit");
        }
        return epoch;
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
