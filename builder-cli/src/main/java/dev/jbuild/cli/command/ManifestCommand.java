package dev.jbuild.cli.command;

import dev.jbuild.cache.registry.RegistryClient;
import dev.jbuild.cache.registry.RegistryFailures;
import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.JsonText;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.OciJsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code jbuild manifest inspect}: what a registry has under a name, without fetching it. */
public final class ManifestCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of("Prints the manifest or index that a registry has under a name.")
                .flag("with the descriptor of each image, and its manifest", "-v", "--verbose")
                .flag("as with --insecure-registry of the image's registry", "--insecure")
                .registries()
                .parameter(0, "inspect", "the one thing that can be done")
                .parameter(1, "IMAGE", "name[:tag][@digest]")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        if (!Options.parameter(options, 0).equals("inspect")) {
            throw BuildException.of(
                    ErrorCode.USAGE, "got manifest \"" + Options.parameter(options, 0) + "\", want manifest inspect");
        }
        ImageReference reference = StoredImages.reference(Options.parameter(options, 1));
        Wiring wiring = Wiring.of(console);
        RegistryClient client = Options.isSet(options, "--insecure")
                ? wiring.registries(List.of(reference.registry()))
                : wiring.registries();
        try {
            RegistryClient.FetchedManifest manifest = client.manifest(reference);
            console.out()
                    .println(
                            Options.isSet(options, "--verbose")
                                    ? JsonText.indented(verbose(client, reference, manifest), "\t")
                                    : JsonText.indented(
                                            JsonDocument.parse("manifest", manifest.bytes())
                                                    .values(),
                                            "\t"));
        } catch (IOException e) {
            throw RegistryFailures.meaning(reference, "the manifest", e);
        }
        return 0;
    }

    /** One object for an image, an array of them for an index. */
    private static Object verbose(
            RegistryClient client, ImageReference reference, RegistryClient.FetchedManifest manifest)
            throws IOException {
        if (!manifest.descriptor().mediaType().isIndex()) {
            return entry(reference, manifest.descriptor(), manifest.bytes());
        }
        List<Object> entries = new ArrayList<>();
        for (Descriptor each : OciJsonReader.readIndex(manifest.bytes()).manifests()) {
            ImageReference named = reference.withDigest(each.digest());
            entries.add(entry(named, each, client.manifest(reference, each).bytes()));
        }
        return entries;
    }

    private static Object entry(ImageReference reference, Descriptor descriptor, byte[] manifest) throws IOException {
        byte[] head = OciJson.document(json -> {
            json.writeStringField("Ref", reference.toString());
            json.writeFieldName("Descriptor");
            OciJson.write(json, descriptor);
        });
        return JsonDocument.parse("entry", head)
                .with("Manifest", JsonDocument.parse("manifest", manifest).values())
                .values();
    }
}
