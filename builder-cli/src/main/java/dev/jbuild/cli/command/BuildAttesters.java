package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.Version;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.attest.BillOfMaterials;
import dev.jbuild.core.attest.BuiltFrom;
import dev.jbuild.core.attest.Invocation;
import dev.jbuild.core.attest.Provenance;
import dev.jbuild.core.attest.ProvenanceSettings;
import dev.jbuild.core.build.Attester;
import dev.jbuild.core.image.Attestation;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageFiles;
import dev.jbuild.core.inventory.Inventory;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.grammar.text.SourceText;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Who claims something of the images of a build: what its options ask for. Used by one thread. */
final class BuildAttesters {
    private static final String SBOM_FILE = "sbom.spdx.json";

    private final BuildOptions options;
    private final Console console;
    private final BuildStore store;
    private final Wiring wiring;
    private final Set<String> notes = new LinkedHashSet<>();

    BuildAttesters(BuildOptions options, Console console, BuildStore store, Wiring wiring) {
        this.options = options;
        this.console = console;
        this.store = store;
        this.wiring = wiring;
    }

    List<Attester> of(SourceText dockerfile, ContextPlaces places) {
        if (!options.isAttested()) {
            return List.of();
        }
        Attestations wanted = Attestations.of(options);
        List<Attester> attesters = new ArrayList<>();
        if (wanted.provenance().isPresent()) {
            ProvenanceSettings settings = wanted.provenance().get();
            Instant started = console.clock().instant();
            attesters.add(
                    (image, from) -> Provenance.of(settings, invocation(source(dockerfile, places), started), from));
        }
        if (wanted.sbom()) {
            attesters.add(this::bill);
        }
        return attesters;
    }

    /** Says what they left out; all of it is known when the build has ended. */
    void printNotes() {
        notes.forEach(note -> console.err().println("warning: sbom: " + note));
    }

    private static Invocation.Source source(SourceText dockerfile, ContextPlaces places) {
        return new Invocation.Source(
                places.mainMaterial(),
                new Invocation.Text(dockerfile.name(), dockerfile.text()),
                places.mainMaterial().isPresent() ? List.of() : List.of("context", "dockerfile"),
                places.otherMaterials());
    }

    private Invocation invocation(Invocation.Source source, Instant started) {
        Invocation.Moment moment = options.sourceDateEpoch().isPresent()
                ? null
                : new Invocation.Moment(
                        store.lease().build(), started, console.clock().instant());
        return new Invocation(
                source,
                arguments(),
                Secrets.parse(options.texts("--secret"), console).ids(),
                options.agents().stream().map(BuildAttesters::id).toList(),
                Platform.host(),
                moment);
    }

    private static String id(String agent) {
        return agent.substring(0, agent.indexOf('=') < 0 ? agent.length() : agent.indexOf('='));
    }

    /** By the names that BuildKit's frontend has for them. */
    private Map<String, String> arguments() {
        Map<String, String> arguments = new TreeMap<>();
        options.buildArgs().forEach((name, value) -> arguments.put("build-arg:" + name, value));
        options.labels().forEach((name, value) -> arguments.put("label:" + name, value));
        options.text("--target").ifPresent(target -> arguments.put("target", target));
        options.text("--network").ifPresent(network -> arguments.put("force-network-mode", network));
        if (options.isSet("--no-cache")) {
            arguments.put("no-cache", "");
        }
        return arguments;
    }

    /** Layers of a base that no step needed are fetched first. */
    private Attestation bill(Image image, BuiltFrom from) throws IOException {
        wiring.completion(store).complete(image, TransferListener.NONE);
        Inventory inventory = Inventory.of(ImageFiles.of(image, store.blobs(), store.layers()));
        notes.addAll(inventory.notes());
        List<ImageReference> tags = options.tags();
        String name =
                tags.isEmpty() ? "sha256:" + image.id().hex() : tags.get(0).familiar();
        byte[] document = BillOfMaterials.of(
                inventory,
                new BillOfMaterials.Subject(
                        name, image.config().createdIfAny().orElse(Instant.EPOCH), "jbuild-" + Version.CURRENT));
        return new Attestation(Attestation.SPDX, SBOM_FILE, document);
    }
}
