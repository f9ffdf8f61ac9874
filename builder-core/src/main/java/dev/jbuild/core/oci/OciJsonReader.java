package dev.jbuild.core.oci;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads OCI documents, and Docker's of schema 2, from bytes that nobody vouches for. What is wrong is an
 * {@link OciFormatException}. A document whose fields are those of another type is refused, whatever it calls itself.
 */
public final class OciJsonReader {
    private static final long MAX_SIZE_BYTES = 1L << 50; // a petabyte: more is no size

    private OciJsonReader() {}

    /** The media type that a manifest or index says it has; going by its fields when it does not say. */
    public static MediaType mediaType(byte[] bytes) throws OciFormatException {
        JsonDocument json = JsonDocument.parse("manifest", bytes);
        if (json.number("schemaVersion") == 1) {
            throw new OciFormatException("got a manifest of Docker's schema 1, want schema 2 or OCI");
        }
        Optional<String> said = json.optionalText("mediaType");
        if (said.isPresent()) {
            return new MediaType(said.get());
        }
        return json.has("manifests") ? MediaType.OCI_INDEX : MediaType.OCI_MANIFEST;
    }

    public static ImageIndex readIndex(byte[] bytes) throws OciFormatException {
        JsonDocument json = JsonDocument.parse("image index", bytes);
        refuse(json, "layers", "config");
        List<Descriptor> manifests = new ArrayList<>();
        for (JsonDocument manifest : json.objects("manifests")) {
            manifests.add(descriptor(manifest));
        }
        MediaType type = new MediaType(json.optionalText("mediaType").orElse(MediaType.OCI_INDEX.value()));
        return new ImageIndex(type, manifests, json.textMap("annotations"));
    }

    public static ImageManifest readManifest(byte[] bytes) throws OciFormatException {
        JsonDocument json = JsonDocument.parse("image manifest", bytes);
        refuse(json, "manifests", "fsLayers");
        JsonDocument config =
                json.object("config").orElseThrow(() -> new OciFormatException("got an image manifest without config"));
        List<Descriptor> layers = new ArrayList<>();
        for (JsonDocument layer : json.objects("layers")) {
            layers.add(descriptor(layer));
        }
        MediaType type = new MediaType(json.optionalText("mediaType").orElse(MediaType.OCI_MANIFEST.value()));
        return new ImageManifest(type, descriptor(config), layers, json.textMap("annotations"));
    }

    public static ImageConfig readConfig(byte[] bytes) throws OciFormatException {
        JsonDocument json = JsonDocument.parse("image config", bytes);
        List<DiffId> diffIds = new ArrayList<>();
        Optional<JsonDocument> rootfs = json.object("rootfs");
        for (String text : rootfs.isPresent() ? rootfs.get().texts("diff_ids") : List.<String>of()) {
            diffIds.add(new DiffId(digest(text)));
        }
        List<HistoryEntry> history = new ArrayList<>();
        for (JsonDocument row : json.objects("history")) {
            history.add(new HistoryEntry(
                    instant(row, "created"),
                    row.text("created_by"),
                    row.text("author"),
                    row.text("comment"),
                    row.flag("empty_layer")));
        }
        Optional<JsonDocument> config = json.object("config");
        return new ImageConfig(
                instant(json, "created"),
                json.text("author"),
                platform(json),
                config.isPresent() ? container(config.get()) : ContainerConfig.EMPTY,
                diffIds,
                history);
    }

    private static ContainerConfig container(JsonDocument json) throws OciFormatException {
        ContainerConfig.Builder config = ContainerConfig.builder();
        config.user = json.text("User");
        config.exposedPorts = new TreeSet<>(keys(json, "ExposedPorts"));
        config.env = json.texts("Env");
        config.entrypoint = json.optionalTexts("Entrypoint").orElse(null);
        config.cmd = json.optionalTexts("Cmd").orElse(null);
        config.volumes = new TreeSet<>(keys(json, "Volumes"));
        config.workingDir = json.text("WorkingDir");
        config.labels = new TreeMap<>(json.textMap("Labels"));
        config.stopSignal = json.text("StopSignal");
        config.shell = json.texts("Shell");
        config.onBuild = json.texts("OnBuild");
        Optional<JsonDocument> check = json.object("Healthcheck");
        if (check.isPresent()) {
            config.healthcheck = healthcheck(check.get());
        }
        return config.build();
    }

    private static Healthcheck healthcheck(JsonDocument json) throws OciFormatException {
        return new Healthcheck(
                json.texts("Test"),
                Duration.ofNanos(json.number("Interval")),
                Duration.ofNanos(json.number("Timeout")),
                Duration.ofNanos(json.number("StartPeriod")),
                Duration.ofNanos(json.number("StartInterval")),
                (int) Math.max(0, Math.min(Integer.MAX_VALUE, json.number("Retries"))));
    }

    private static List<String> keys(JsonDocument json, String name) throws OciFormatException {
        Optional<JsonDocument> object = json.object(name);
        return object.isPresent() ? object.get().names() : List.of();
    }

    static Descriptor descriptor(JsonDocument json) throws OciFormatException {
        long size = json.number("size");
        if (size < 0 || size > MAX_SIZE_BYTES) {
            throw new OciFormatException("got a size of " + size + " bytes in a descriptor");
        }
        Optional<JsonDocument> platform = json.object("platform");
        return new Descriptor(
                new MediaType(json.requiredText("mediaType")),
                digest(json.requiredText("digest")),
                size,
                json.texts("urls"),
                json.textMap("annotations"),
                platform.isPresent() ? platform(platform.get()) : null);
    }

    private static Platform platform(JsonDocument json) throws OciFormatException {
        return new Platform(json.text("os"), json.text("architecture"), json.text("variant"), json.text("os.version"));
    }

    private static Digest digest(String text) throws OciFormatException {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new OciFormatException(e.getMessage(), e);
        }
    }

    private static @Nullable Instant instant(JsonDocument json, String name) throws OciFormatException {
        Optional<String> text = json.optionalText(name);
        try {
            return text.isPresent() ? Rfc3339.parse(text.get()) : null;
        } catch (DateTimeParseException e) {
            throw new OciFormatException("got time \"" + text.get() + "\", want one of RFC 3339", e);
        }
    }

    private static void refuse(JsonDocument json, String... fields) throws OciFormatException {
        for (String field : fields) {
            if (json.has(field)) {
                throw new OciFormatException("got \"" + field + "\" where it has no place: one document as two types");
            }
        }
    }
}
