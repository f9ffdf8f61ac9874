package dev.jbuild.core.attest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.jbuild.core.image.Attestation;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The provenance of an image: what was asked for, what went in, who built. The fields are BuildKit's, so that what reads theirs reads ours;
 * what is secret is in none. Used by one thread.
 *
 * @see <a href="https://slsa.dev/spec/v1.0/provenance">SLSA, provenance</a>
 * @see <a href="https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md">BuildKit, SLSA definitions</a>
 */
public final class Provenance {
    private static final String BUILD_TYPE =
            "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md";
    private static final String FRONTEND = "dockerfile.v0";

    private final ProvenanceSettings settings;
    private final Invocation invocation;
    private final BuiltFrom built;

    private Provenance(ProvenanceSettings settings, Invocation invocation, BuiltFrom built) {
        this.settings = settings;
        this.invocation = invocation;
        this.built = built;
    }

    /** The claim; the same facts always make the same bytes. */
    public static Attestation of(ProvenanceSettings settings, Invocation invocation, BuiltFrom built) {
        byte[] predicate = OciJson.document(new Provenance(settings, invocation, built)::write);
        return new Attestation(Attestation.PROVENANCE, settings.fileName(), predicate);
    }

    private boolean tellsAll() {
        return settings.mode() == ProvenanceSettings.Mode.MAX;
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("buildDefinition");
        json.writeStringField("buildType", BUILD_TYPE);
        json.writeObjectFieldStart("externalParameters");
        writeSource(json);
        writeRequest(json);
        json.writeEndObject();
        json.writeObjectFieldStart("internalParameters");
        if (tellsAll()) {
            writeSteps(json);
        }
        json.writeStringField("builderPlatform", invocation.builderPlatform().toString());
        json.writeEndObject();
        json.writeArrayFieldStart("resolvedDependencies");
        for (Material material : materials()) {
            writeMaterial(json, material);
        }
        json.writeEndArray();
        json.writeEndObject();
        writeRun(json);
    }

    private Set<Material> materials() {
        Set<Material> all = new LinkedHashSet<>(built.materials());
        invocation.source().remote().ifPresent(all::add);
        all.addAll(invocation.source().fetched());
        return all;
    }

    private static void writeMaterial(JsonGenerator json, Material material) throws IOException {
        json.writeStartObject();
        writeMaterialFields(json, material);
        json.writeEndObject();
    }

    private static void writeMaterialFields(JsonGenerator json, Material material) throws IOException {
        json.writeStringField("uri", material.uri());
        if (!material.digests().isEmpty()) {
            json.writeObjectFieldStart("digest");
            for (Map.Entry<String, String> digest : material.digests().entrySet()) {
                json.writeStringField(digest.getKey(), digest.getValue());
            }
            json.writeEndObject();
        }
    }

    private void writeSource(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("configSource");
        if (invocation.source().remote().isPresent()) {
            writeMaterialFields(json, invocation.source().remote().get());
        }
        json.writeStringField("path", invocation.source().dockerfile().name());
        json.writeEndObject();
    }

    private void writeRequest(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("request");
        json.writeStringField("frontend", FRONTEND);
        if (tellsAll()) {
            json.writeObjectFieldStart("args");
            for (Map.Entry<String, String> argument : invocation.arguments().entrySet()) {
                String name = argument.getKey();
                json.writeStringField(name, Material.value(name.substring(name.indexOf(':') + 1), argument.getValue()));
            }
            json.writeEndObject();
            writeNamed(json, "secrets", "id", invocation.secrets());
            writeNamed(json, "ssh", "id", invocation.ssh());
        }
        writeNamed(json, "locals", "name", locals());
        json.writeEndObject();
    }

    /** What lies on the machine that builds, under BuildKit's names. */
    private List<String> locals() {
        List<String> names = new ArrayList<>(invocation.source().locals());
        for (String context : built.contexts()) {
            String name = context.isEmpty() ? "context" : context;
            boolean here = !context.isEmpty() || invocation.source().remote().isEmpty();
            if (here && !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private static void writeNamed(JsonGenerator json, String field, String key, List<String> values)
            throws IOException {
        if (!values.isEmpty()) {
            json.writeArrayFieldStart(field);
            for (String value : values) {
                json.writeStartObject();
                json.writeStringField(key, value);
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private void writeSteps(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("buildConfig");
        for (VertexId id : built.vertices()) {
            json.writeStartObject();
            json.writeStringField("id", step(id));
            json.writeStringField(
                    "name", Material.scrubbed(built.plan().vertex(id).label().toString()));
            json.writeArrayFieldStart("inputs");
            for (VertexId input : built.plan().vertex(id).inputs()) {
                json.writeString(step(input) + ":0");
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static String step(VertexId id) {
        return "step" + id.index();
    }

    private void writeRun(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("runDetails");
        json.writeObjectFieldStart("builder");
        json.writeStringField("id", settings.builderId());
        json.writeEndObject();
        json.writeObjectFieldStart("metadata");
        Invocation.Moment moment = invocation.moment();
        if (moment != null) {
            json.writeStringField("invocationId", moment.build());
            json.writeStringField("startedOn", moment.started().toString());
            json.writeStringField("finishedOn", moment.finished().toString());
        }
        if (tellsAll()) {
            writeBuildKitMetadata(json);
        }
        json.writeBooleanField("buildkit_hermetic", built.isHermetic());
        json.writeObjectFieldStart("buildkit_completeness");
        json.writeBooleanField("request", tellsAll());
        json.writeBooleanField("resolvedDependencies", locals().isEmpty() && built.isHermetic() && materialsAreKnown());
        json.writeEndObject();
        if (settings.reproducible() == ProvenanceSettings.Reproducible.YES) {
            json.writeBooleanField("buildkit_reproducible", true);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private boolean materialsAreKnown() {
        return materials().stream().noneMatch(material -> material.digests().isEmpty());
    }

    private void writeBuildKitMetadata(JsonGenerator json) throws IOException {
        Invocation.Text dockerfile = invocation.source().dockerfile();
        json.writeObjectFieldStart("buildkit_metadata");
        json.writeObjectFieldStart("source");
        json.writeObjectFieldStart("locations");
        for (VertexId id : built.vertices()) {
            writeLocation(json, id);
        }
        json.writeEndObject();
        json.writeArrayFieldStart("infos");
        json.writeStartObject();
        json.writeStringField("filename", dockerfile.name());
        json.writeStringField("language", "Dockerfile");
        json.writeBinaryField("data", Material.scrubbed(dockerfile.content()).getBytes(StandardCharsets.UTF_8));
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        if (invocation.moment() != null) { // else layers may leave with other times, and so by other names
            writeLayers(json);
        }
        json.writeEndObject();
    }

    private void writeLayers(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("layers");
        for (VertexId id : built.vertices()) {
            Descriptor layer = built.layers().get(id);
            if (layer != null) {
                json.writeArrayFieldStart(step(id) + ":0");
                json.writeStartArray();
                OciJson.write(json, layer);
                json.writeEndArray();
                json.writeEndArray();
            }
        }
        json.writeEndObject();
    }

    private void writeLocation(JsonGenerator json, VertexId id) throws IOException {
        Vertex.Label label = built.plan().vertex(id).label();
        if (label.line() == 0) {
            return;
        }
        json.writeObjectFieldStart(step(id));
        json.writeArrayFieldStart("locations");
        json.writeStartObject();
        json.writeArrayFieldStart("ranges");
        json.writeStartObject();
        writeLine(json, "start", label.line());
        writeLine(json, "end", label.endLine());
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeLine(JsonGenerator json, String field, int line) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeNumberField("line", line);
        json.writeEndObject();
    }
}
