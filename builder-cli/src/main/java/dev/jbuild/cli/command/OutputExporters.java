package dev.jbuild.cli.command;

import dev.jbuild.cache.registry.CompletingExporter;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.Wiring;
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
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The exporter that one output asks for; what it says that none knows is an error. */
final class OutputExporters {
    private final BuildOutputs outputs;
    private final Console console;
    private final BuildStore store;
    private final Wiring wiring;

    OutputExporters(BuildOutputs outputs, Console console, BuildStore store, Wiring wiring) {
        this.outputs = outputs;
        this.console = console;
        this.store = store;
        this.wiring = wiring;
    }

    /** Empty for an output that is the store, or nothing. */
    Optional<Exporter> of(OutputSpec spec) {
        return switch (spec.type()) {
            case "oci" -> Optional.of(whole(layout(spec, LayoutExporter.Shape.OCI, Compression.GZIP)));
            case "docker" -> docker(spec).map(this::whole);
            case "tar" -> Optional.of(whole(tar(spec)));
            case "local" -> Optional.of(whole(local(spec)));
            case "image", "registry" ->
                new RegistryOutput(
                                allowing(spec, RegistryOutput.OPTIONS),
                                outputs.form(spec.attributes(), Compression.GZIP),
                                store,
                                wiring)
                        .exporter();
            default -> {
                spec.allowing(Set.of());
                yield Optional.empty();
            }
        };
    }

    /** What writes files needs all layers; what pushes needs none that the registry has. */
    private Exporter whole(Exporter exporter) {
        return new CompletingExporter(exporter, wiring.completion(store));
    }

    /** Refuses what neither the form of an image has, nor this output. */
    private static OutputSpec allowing(OutputSpec spec, List<String> names) {
        Set<String> known = new HashSet<>(ImageForm.OPTIONS);
        spec.attributes().keySet().stream().filter(Annotations::isOption).forEach(known::add);
        known.addAll(names);
        if (spec.attribute("annotation").isPresent()) {
            throw BuildException.of(
                            ErrorCode.USAGE, "got annotation in -o type=" + spec.type() + ", want annotation.KEY=VALUE")
                    .withHint(
                            "annotation-manifest, annotation-index and others name a place, [linux/arm64] a platform");
        }
        return spec.allowing(known);
    }

    /** An archive; without a place for it, the images are loaded, or kept where nobody loads them. */
    private Optional<Exporter> docker(OutputSpec spec) {
        if (!BuildOutputs.isLoad(spec)) {
            return Optional.of(layout(spec, LayoutExporter.Shape.DOCKER, Compression.NONE));
        }
        allowing(spec, List.of("name"));
        return outputs.engine()
                .map(engine -> layouts(
                        spec,
                        LayoutExporter.Shape.DOCKER,
                        Compression.NONE,
                        new LayoutExporter.Place.Archive(engine.target())));
    }

    private Exporter layout(OutputSpec spec, LayoutExporter.Shape shape, Compression usual) {
        allowing(spec, List.of("dest", "name", "tar", "blobs"));
        boolean tar = spec.isSet("tar", "true");
        if (tar && spec.attribute("blobs").isPresent()) {
            throw BuildException.of(ErrorCode.USAGE, "output option blobs: got an archive, want a directory")
                    .withHint("give tar=false, too, or leave out blobs=");
        }
        LayoutExporter.Place place = tar
                ? new LayoutExporter.Place.Archive(target(spec))
                : new LayoutExporter.Place.Directory(directory(spec), LayoutExporter.Blobs.of(spec.attributes()));
        return layouts(spec, shape, usual, place);
    }

    private Exporter layouts(
            OutputSpec spec, LayoutExporter.Shape shape, Compression usual, LayoutExporter.Place place) {
        ImageForm form = outputs.form(spec.attributes(), usual);
        Workers workers = new Workers(wiring.work(), Runtime.getRuntime().availableProcessors());
        Packaging packaging = Packaging.of(store.blobs(), store.layers(), form, workers);
        return NamedExporter.of(new LayoutExporter(store.blobs(), packaging, shape, place, wiring.work()), spec);
    }

    private Exporter tar(OutputSpec spec) {
        spec.allowing(List.of("dest", "platform-split", "attestation-prefix"));
        return new TarExporter(store.blobs(), store.layers(), filesForm(spec), target(spec));
    }

    private Exporter local(OutputSpec spec) {
        spec.allowing(List.of("dest", "platform-split", "attestation-prefix", "mode"));
        FilesForm form = filesForm(spec);
        LocalExporter.Destination destination = new LocalExporter.Destination(
                wiring.directories(), new OutputDirectory(directory(spec)), LocalExporter.Owners.CALLER);
        return new LocalExporter(store.blobs(), store.layers(), form, destination);
    }

    private FilesForm filesForm(OutputSpec spec) {
        BuildOptions options = outputs.options();
        FilesForm.Split usual = outputs.isIndexed() ? FilesForm.Split.PLATFORM : FilesForm.Split.NONE;
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

    private Path directory(OutputSpec spec) {
        String dest = dest(spec);
        if (dest.equals("-")) {
            throw BuildException.of(ErrorCode.USAGE, "got dest=- in -o type=" + spec.type() + ", want a directory")
                    .withHint("write dest=./- for a directory of this name");
        }
        return console.path(dest);
    }

    private static String dest(OutputSpec spec) {
        return spec.attribute("dest")
                .orElseThrow(() -> BuildException.of(ErrorCode.USAGE, "got no dest in -o type=" + spec.type())
                        .withHint("give dest=DIRECTORY"));
    }
}
