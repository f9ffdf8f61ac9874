package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.core.build.BuildRequest;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.export.LayoutExporter;
import dev.jbuild.core.export.OutputTarget;
import dev.jbuild.core.store.BuildStore;
import java.util.ArrayList;
import java.util.List;

/** The exporters that the options {@code -o} ask for. */
final class BuildOutputs {
    private final List<OutputSpec> specs;
    private final Console console;

    BuildOutputs(List<OutputSpec> specs, Console console) {
        this.specs = specs;
        this.console = console;
        long streams = specs.stream()
                .filter(spec -> spec.attribute("dest").filter("-"::equals).isPresent())
                .count();
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

    List<Exporter> exporters(BuildStore store) {
        List<Exporter> exporters = new ArrayList<>();
        for (OutputSpec spec : specs) {
            switch (spec.type()) {
                case "oci" -> exporters.add(layout(spec, LayoutExporter.Shape.OCI, store));
                case "docker" -> exporters.add(layout(spec, LayoutExporter.Shape.DOCKER, store));
                default -> spec.allowing();
            }
        }
        return exporters;
    }

    private Exporter layout(OutputSpec spec, LayoutExporter.Shape shape, BuildStore store) {
        spec.allowing("dest", "tar");
        boolean tar = !spec.attribute("tar").orElse("true").equals("false");
        LayoutExporter.Place place = tar
                ? new LayoutExporter.Place.Archive(target(spec))
                : new LayoutExporter.Place.Directory(console.path(dest(spec)));
        return new LayoutExporter(store.blobs(), dev.jbuild.core.export.ImageRecompression.NONE, shape, place);
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
