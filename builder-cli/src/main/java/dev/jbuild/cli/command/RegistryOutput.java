package dev.jbuild.cli.command;

import dev.jbuild.cache.registry.RegistryClient;
import dev.jbuild.cache.registry.RegistryExporter;
import dev.jbuild.cache.registry.StorePush;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.export.ImageForm;
import dev.jbuild.core.export.Packaging;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.store.BuildStore;
import java.util.List;
import java.util.Optional;

/** The outputs {@code type=registry} and {@code type=image}, which pushes when it is told to. */
final class RegistryOutput {
    /** The names of its own options, beside those of {@link ImageForm} and annotations. */
    static final List<String> OPTIONS =
            List.of("name", "push", "push-by-digest", "registry.insecure", "store", "name-canonical", "unpack");

    private final OutputSpec spec;
    private final ImageForm form;
    private final BuildStore store;
    private final Wiring wiring;

    RegistryOutput(OutputSpec spec, ImageForm form, BuildStore store, Wiring wiring) {
        this.spec = spec;
        this.form = form;
        this.store = store;
        this.wiring = wiring;
    }

    /** What pushes; empty when nothing is to be pushed. */
    Optional<Exporter> exporter() {
        isSet("name-canonical"); // an image of the store goes by its digest anyhow
        isSet("unpack"); // what needs files in a directory unpacks them itself
        boolean registry = spec.type().equals("registry");
        if (registry && spec.attribute("push").isPresent() && !isSet("push")) {
            throw BuildException.of(ErrorCode.USAGE, "got push=false in -o type=registry, which pushes")
                    .withHint("take type=image");
        }
        if (!registry && !isSet("push")) {
            return Optional.empty();
        }
        List<ImageReference> names = spec.names();
        Workers workers = new Workers(wiring.work(), Runtime.getRuntime().availableProcessors());
        return Optional.of(new RegistryExporter(
                new StorePush(client(names), store, wiring.waits()),
                Packaging.of(store.blobs(), store.layers(), form, workers),
                new RegistryExporter.Naming(
                        names, isSet("push-by-digest") ? RegistryExporter.By.DIGEST : RegistryExporter.By.TAG)));
    }

    private RegistryClient client(List<ImageReference> names) {
        return isSet("registry.insecure")
                ? wiring.registries(
                        names.stream().map(ImageReference::registry).distinct().toList())
                : wiring.registries();
    }

    private boolean isSet(String name) {
        return spec.isSet(name, "false");
    }
}
