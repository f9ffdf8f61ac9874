package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.build.BuildRequest;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.export.Annotations;
import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.export.ImageForm;
import dev.jbuild.core.export.LayoutExporter;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.oci.Compression;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the options {@code -o}, {@code --push} and {@code --load} want the images of a build. Used by one thread. */
final class BuildOutputs {
    private final List<OutputSpec> specs;
    private final BuildOptions options;
    private final Console console;
    private @Nullable Optional<LocalEngine> engine;

    BuildOutputs(BuildOptions options, Console console) {
        this.specs = options.outputs();
        this.options = options;
        this.console = console;
        for (OutputSpec spec : specs) {
            if (spec.type().equals("docker") && !isLoad(spec)) {
                LayoutExporter.requireDockerArchive(options.platforms().size(), false, isIndexed());
            }
        }
        requirePlacesOfTheirOwn();
    }

    private void requirePlacesOfTheirOwn() {
        Set<String> places = new HashSet<>();
        for (OutputSpec spec : specs) {
            Optional<String> dest = spec.attribute("dest");
            if (dest.isPresent() && !places.add(placeOf(dest.get()))) {
                throw BuildException.of(
                        ErrorCode.USAGE, "got two outputs for " + shown(dest.get()) + ", want a place for each");
            }
        }
    }

    private String placeOf(String dest) {
        return dest.equals("-") ? dest : console.path(dest).normalize().toString();
    }

    private static String shown(String dest) {
        return dest.equals("-") ? "standard output" : "\"" + dest + "\"";
    }

    /** How the image goes into the store: as it is without outputs, or as one of them says; empty when none says so. */
    Optional<BuildRequest.Keeping> keeping() {
        if (specs.isEmpty()) {
            boolean plain = options.texts("--annotation").isEmpty();
            ImageForm form = plain ? ImageForm.AS_STORED : form(Map.of(), Compression.NONE);
            return Optional.of(new BuildRequest.Keeping(form, options.tags()));
        }
        for (OutputSpec spec : specs) {
            boolean kept = spec.type().equals("image") && spec.isSet("store", "true");
            if (kept || isLoad(spec) && engine().isEmpty()) {
                Set<ImageReference> names = new LinkedHashSet<>(options.tags());
                names.addAll(spec.names());
                return Optional.of(
                        new BuildRequest.Keeping(form(spec.attributes(), Compression.NONE), List.copyOf(names)));
            }
        }
        return Optional.empty();
    }

    /** What the image goes by: its tags, or else what outputs call it. */
    List<ImageReference> names() {
        Set<ImageReference> names = new LinkedHashSet<>(options.tags());
        if (names.isEmpty()) {
            specs.forEach(spec -> names.addAll(spec.names()));
        }
        return List.copyOf(names);
    }

    List<Exporter> exporters(BuildStore store, Wiring wiring) {
        OutputExporters made = new OutputExporters(this, console, store, wiring);
        List<Exporter> exporters = new ArrayList<>();
        for (OutputSpec spec : specs) {
            made.of(spec).ifPresent(exporters::add);
        }
        return exporters;
    }

    /** Whether an output is for a program of this machine that runs images. */
    static boolean isLoad(OutputSpec spec) {
        return spec.type().equals("docker") && spec.attribute("dest").isEmpty();
    }

    /** The program that images are loaded into, asked for once. */
    Optional<LocalEngine> engine() {
        if (engine == null) {
            engine = LocalEngine.find(console);
        }
        return engine;
    }

    /** The form that an output's options ask for. */
    ImageForm form(Map<String, String> attributes, Compression usual) {
        Annotations annotations = Annotations.ofOptions(attributes).and(options.annotations());
        return ImageForm.of(
                attributes, usual, annotations, options.sourceDateEpoch().orElse(null));
    }

    /** Whether the images of the build have an index around them, attestations aside. */
    boolean isIndexed() {
        List<Platform> platforms = options.platforms();
        return platforms.size() > 1 || options.builderArgs().index(platforms) == ImageSet.Index.ALWAYS;
    }

    BuildOptions options() {
        return options;
    }
}
