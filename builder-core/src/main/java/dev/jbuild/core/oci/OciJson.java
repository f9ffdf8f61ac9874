package dev.jbuild.core.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of OCI documents. The same value always gives the same bytes: fields in the specification's order, maps sorted,
 * nothing that is empty. Reading is {@link OciJsonReader}'s.
 */
public final class OciJson {
    private static final JsonFactory JSON = new JsonFactory();

    private OciJson() {}

    /** Loads what documents are read and written with, so that the first document waits for less: to be called beside other work. */
    public static void load() {
        try {
            JsonDocument.parse("nothing", write(new ImageIndex(MediaType.OCI_INDEX, List.of(), Map.of())));
        } catch (OciFormatException e) {
            throw new IllegalStateException("cannot read what was written", e);
        }
    }

    /** An index or manifest list. */
    public static byte[] write(ImageIndex index) {
        return document(json -> {
            json.writeNumberField("schemaVersion", 2);
            json.writeStringField("mediaType", index.mediaType().value());
            json.writeArrayFieldStart("manifests");
            for (Descriptor manifest : index.manifests()) {
                write(json, manifest);
            }
            json.writeEndArray();
            writeMap(json, "annotations", index.annotations());
        });
    }

    public static byte[] write(ImageManifest manifest) {
        return document(json -> {
            json.writeNumberField("schemaVersion", 2);
            json.writeStringField("mediaType", manifest.mediaType().value());
            json.writeFieldName("config");
            write(json, manifest.config());
            json.writeArrayFieldStart("layers");
            for (Descriptor layer : manifest.layers()) {
                write(json, layer);
            }
            json.writeEndArray();
            writeMap(json, "annotations", manifest.annotations());
        });
    }

    public static byte[] write(ImageConfig image) {
        return document(json -> {
            if (image.created() != null) {
                json.writeStringField("created", time(image.created()));
            }
            writeText(json, "author", image.author());
            writePlatform(json, image.platform());
            json.writeObjectFieldStart("config");
            writeContainer(json, image.config());
            json.writeEndObject();
            json.writeObjectFieldStart("rootfs");
            json.writeStringField("type", "layers");
            json.writeArrayFieldStart("diff_ids");
            for (DiffId layer : image.diffIds()) {
                json.writeString(layer.toString());
            }
            json.writeEndArray();
            json.writeEndObject();
            writeHistory(json, image.history());
        });
    }

    private static void writeHistory(JsonGenerator json, List<HistoryEntry> history) throws IOException {
        if (history.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("history");
        for (HistoryEntry row : history) {
            json.writeStartObject();
            if (row.created() != null) {
                json.writeStringField("created", time(row.created()));
            }
            writeText(json, "created_by", row.createdBy());
            writeText(json, "author", row.author());
            writeText(json, "comment", row.comment());
            if (row.emptyLayer()) {
                json.writeBooleanField("empty_layer", true);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The fields of a config's "config" object, also used where Docker prints it. */
    public static void writeContainer(JsonGenerator json, ContainerConfig config) throws IOException {
        writeText(json, "User", config.user());
        writeSet(json, "ExposedPorts", config.exposedPorts());
        writeTexts(json, "Env", config.env());
        if (config.entrypoint() != null) {
            writeAll(json, "Entrypoint", config.entrypoint());
        }
        if (config.cmd() != null) {
            writeAll(json, "Cmd", config.cmd());
        }
        if (config.healthcheck() != null) {
            writeHealthcheck(json, config.healthcheck());
        }
        writeSet(json, "Volumes", config.volumes());
        writeText(json, "WorkingDir", config.workingDir());
        writeTexts(json, "OnBuild", config.onBuild());
        writeMap(json, "Labels", config.labels());
        writeText(json, "StopSignal", config.stopSignal());
        writeTexts(json, "Shell", config.shell());
    }

    private static void writeHealthcheck(JsonGenerator json, Healthcheck check) throws IOException {
        json.writeObjectFieldStart("Healthcheck");
        writeTexts(json, "Test", check.test());
        writeNumber(json, "Interval", check.interval().toNanos());
        writeNumber(json, "Timeout", check.timeout().toNanos());
        writeNumber(json, "StartPeriod", check.startPeriod().toNanos());
        writeNumber(json, "StartInterval", check.startInterval().toNanos());
        writeNumber(json, "Retries", check.retries());
        json.writeEndObject();
    }

    /** One descriptor, as an object. */
    public static void write(JsonGenerator json, Descriptor descriptor) throws IOException {
        json.writeStartObject();
        json.writeStringField("mediaType", descriptor.mediaType().value());
        json.writeStringField("digest", descriptor.digest().toString());
        json.writeNumberField("size", descriptor.sizeBytes());
        writeTexts(json, "urls", descriptor.urls());
        writeMap(json, "annotations", descriptor.annotations());
        if (descriptor.platform() != null) {
            json.writeObjectFieldStart("platform");
            writePlatform(json, descriptor.platform());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void writePlatform(JsonGenerator json, Platform platform) throws IOException {
        json.writeStringField("architecture", platform.architecture());
        json.writeStringField("os", platform.os());
        writeText(json, "os.version", platform.osVersion());
        writeText(json, "variant", platform.variant());
    }

    private static String time(Instant time) {
        return Rfc3339.format(time);
    }

    private static void writeText(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }

    private static void writeNumber(JsonGenerator json, String name, long value) throws IOException {
        if (value != 0) {
            json.writeNumberField(name, value);
        }
    }

    private static void writeTexts(JsonGenerator json, String name, List<String> values) throws IOException {
        if (!values.isEmpty()) {
            writeAll(json, name, values);
        }
    }

    private static void writeAll(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void writeSet(JsonGenerator json, String name, Collection<String> keys) throws IOException {
        if (!keys.isEmpty()) {
            json.writeObjectFieldStart(name);
            for (String key : keys) {
                json.writeObjectFieldStart(key);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
    }

    private static void writeMap(JsonGenerator json, String name, Map<String, String> map) throws IOException {
        if (!map.isEmpty()) {
            json.writeObjectFieldStart(name);
            for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        }
    }

    /** The bytes of one object, whose fields the body writes. */
    public static byte[] document(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /** The bytes of one array, whose elements the body writes. */
    public static byte[] array(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartArray();
            body.write(json);
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /** Writes the fields of an object, or the elements of an array. */
    public interface Body {
        void write(JsonGenerator json) throws IOException;
    }
}
