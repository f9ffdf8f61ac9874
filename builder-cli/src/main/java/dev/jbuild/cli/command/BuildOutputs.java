package dev.jbuild.cli.command;

import dev.jbuild.cache.registry.CompletingExporter;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.build.BuildRequest;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.export.Annotations;
import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.export.FilesForm;
import dev.jbuild.core.export.ImageForm;
import dev.jbuild.core.export.LayoutExporter;
import dev.jbuild.core.export.LocalExporter;
import dev.jbuild.core.export.OutputDirectory;
import dev.jbuild.core.export.OutputTarget;
import dev.jbuild.core.export.Packaging;
import dev.jbuild.core.export.TarExporter;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.oci.Compression;
import dev.jbuild.core.store.BuildStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The exporters that the options {@code -o} ask for. */
final class BuildOutputs {
    private final List<OutputSpec> specs;
    private final BuildOptions options;
    private final Console console;

    BuildOutputs(BuildOptions options, Console console) {
        this.specs = options.outputs();
        this.options = options;
        this.console = console;
        int streams = 0;
        for (OutputSpec spec : specs) {
            streams += spec.attribute("dest").filter("-"::equals).isPresent() ? 1 : 0;
        }
        if (streams > 1) {
            throw BuildException.of(ErrorCode.USAGE, "got %d outputs for standard output, want one".formatted(streams));
        }
    }

    /** Whether the image goes into the store: without outputs, or when one of them says so. */
    BuildRequest.Keeping keeping() {
        boolean stored =
                specs.isEmpty() || specs.stream().anyMatch(spec -> spec.type().equals("image"));
        return stored ? BuildRequest.Keeping.STORE : BuildRequest.Keeping.OUTPUTS_ONLY;
    }

    boolean takesStandardOutput() {
        return specs.stream()
                .anyMatch(spec -> spec.attribute("dest").filter("-"::equals).isPresent());
    }

    List<Exporter> exporters(BuildStore store, Wiring wiring) {
        List<Exporter> exporters = new ArrayList<>();
        for (OutputSpec spec : specs) {
            switch (spec.type()) {
                case "oci" ->
                    exporters.add(whole(
                            layout(spec, LayoutExporter.Shape.OCI, Compression.GZIP, store, wiring), store, wiring));
                case "docker" ->
                    exporters.add(whole(
                            layout(spec, LayoutExporter.Shape.DOCKER, Compression.NONE, store, wiring), store, wiring));
                case "tar" -> exporters.add(whole(tar(spec, store), store, wiring));
                case "local" -> exporters.add(whole(local(spec, store, wiring), store, wiring));
                case "image", "registry" ->
                    new RegistryOutput(spec, options.annotations(), store, wiring)
                            .exporter()
                            .ifPresent(exporters::add);
                default -> spec.allowing();
            }
        }
        return exporters;
    }

    /** What writes files needs all layers; what pushes needs none that the registry has. */
    private static Exporter whole(Exporter exporter, BuildStore store, Wiring wiring) {
        return new CompletingExporter(exporter, wiring.completion(store));
    }

    private Exporter layout(
            OutputSpec spec, LayoutExporter.Shape shape, Compression usual, BuildStore store, Wiring wiring) {
        Set<String> known = new HashSet<>(ImageForm.OPTIONS);
        spec.attributes().keySet().stream().filter(Annotations::isOption).forEach(known::add);
        known.addAll(List.of("dest", "tar", "blobs"));
        spec.allowing(known.toArray(String[]::new));
        Annotations annotations = Annotations.ofOptions(spec.attributes()).and(options.annotations());
        ImageForm form = ImageForm.of(spec.attributes(), usual, annotations);
        boolean tar = !spec.attribute("tar").orElse("true").equals("false");
        LayoutExporter.Place place = tar
                ? new LayoutExporter.Place.Archive(target(spec))
                : new LayoutExporter.Place.Directory(
                        console.path(dest(spec)), LayoutExporter.Blobs.of(spec.attributes()));
        Workers workers = new Workers(wiring.work(), Runtime.getRuntime().availableProcessors());
        return new LayoutExporter(
                store.blobs(), Packaging.of(store.blobs(), store.layers(), form, workers), shape, place, wiring.work());
    }

    private Exporter tar(OutputSpec spec, BuildStore store) {
        spec.allowing("dest", "platform-split");
        FilesForm form = filesForm(spec);
        return new TarExporter(store.blobs(), store.layers(), form, target(spec));
    }

    private Exporter local(OutputSpec spec, BuildStore store, Wiring wiring) {
        spec.allowing("dest", "platform-split", "mode");
        FilesForm form = filesForm(spec);
        LocalExporter.Destination destination = new LocalExporter.Destination(
                wiring.directories(), new OutputDirectory(console.path(dest(spec))), LocalExporter.Owners.CALLER);
        return new LocalExporter(store.blobs(), store.layers(), form, destination);
    }

    private FilesForm filesForm(OutputSpec spec) {
        FilesForm.Split usual = options.platforms().size() > 1 ? FilesForm.Split.PLATFORM : FilesForm.Split.NONE;
        return FilesForm.of(spec.attributes(), usual, options.sourceDateEpoch().orElse(null));
    }

    private OutputTarget target(OutputSpec spec) {
        String dest = dest(spec);
        if (!dest.equals("-")) {
            return new OutputTarget.ToFile(console.path(dest));
        }
        if (console.outTerminal() == Console.Terminal.LIVE) {
            throw BuildException.of(ErrorCode.USAGE, "an archive is not for a terminal")
                    .withHint("give dest=FILE, or send standard output to a file");
        }
        return new OutputTarget.ToStream(console.out(), "standard output");
    }

    private static String dest(OutputSpec spec) {
        return spec.attribute("dest")
                .orElseThrow(() -> BuildException.of(ErrorCode.USAGE, "got no dest in -o type=" + spec.type())
                        .withHint("give dest=PATH, or dest=- for standard output"));
    }
}
