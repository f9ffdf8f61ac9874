package dev.jbuild.cli.command;

import dev.jbuild.cache.image.LocalFirstImageSource.Pull;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.ContainerCommit;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.source.ImageSource;
import dev.jbuild.core.source.ImageSource.ResolvedImage;
import dev.jbuild.core.store.BuildLogs;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.store.StepState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds what {@code run} is to run: an image of the store, one of a registry, or what a step of a build left. */
final class ContainerBases {
    private static final List<String> SHELL = List.of("/bin/sh");

    private final RunOptions options;
    private final Console console;
    private final Wiring wiring;
    private final BuildStore store;

    ContainerBases(RunOptions options, Console console, Wiring wiring, BuildStore store) {
        this.options = options;
        this.console = console;
        this.wiring = wiring;
        this.store = store;
    }

    ContainerBase find() throws IOException {
        Optional<String> step = options.step();
        return step.isPresent() ? ofStep(step.get()) : ofImage();
    }

    private ContainerBase ofImage() throws IOException {
        Pull pull = pull();
        Optional<String> asked = options.text("--platform");
        Platform platform =
                asked.isPresent() ? Platforms.parse(asked) : wiring.settings().platform();
        if (pull != Pull.ALWAYS) {
            Optional<StoredImages.Found> here = new StoredImages(store, platform).findIfAny(options.image());
            if (here.isPresent() && isForAnother(here.get().image(), platform)) {
                pull = instead(pull, here.get().image(), platform);
            } else if (here.isPresent()) {
                wiring.completion(store).complete(here.get().image(), TransferListener.NONE);
                return ofImage(here.get().image());
            }
        }
        ImageReference reference = StoredImages.reference(options.image());
        ImageSource images = asked.isPresent() ? wiring.imagesOnly(store, pull) : wiring.images(store, pull);
        if (pull == Pull.NEVER) {
            images.resolve(reference, platform); // which says that it is not here
        }
        ResolvedImage found = Transfers.of(false, console).show("pulling " + reference.familiar(), transfers -> {
            ResolvedImage image = images.resolve(reference, platform);
            requireAsked(image, platform);
            images.fetchLayers(image, transfers);
            store.publish();
            return image;
        });
        if (store.images().find(reference).isEmpty()) { // its index, if it has one, has the name already
            store.images().put(reference, found.manifestDescriptor());
        }
        return ofImage(new Image(found.manifestDescriptor(), found.manifest(), found.config()));
    }

    /** Whether the image here is for another platform than the user names; where none is named, what is here is meant. */
    private boolean isForAnother(Image image, Platform platform) {
        return options.text("--platform").isPresent()
                && !platform.accepts(image.config().platform());
    }

    private void requireAsked(ResolvedImage image, Platform platform) {
        Platform actual = image.config().platform();
        if (options.text("--platform").isPresent() && !platform.accepts(actual)) {
            throw BuildException.of(
                            ErrorCode.IMAGE_UNKNOWN,
                            "got the image \"%s\" for %s, want %s".formatted(options.image(), actual, platform))
                    .withHint("name a platform that it has by --platform");
        }
    }

    private Pull instead(Pull pull, Image here, Platform platform) {
        if (pull == Pull.NEVER) {
            throw BuildException.of(
                            ErrorCode.IMAGE_UNKNOWN,
                            "got the image \"%s\" for %s, want %s"
                                    .formatted(options.image(), here.config().platform(), platform))
                    .withHint("let it be pulled: leave --pull=never out");
        }
        return Pull.ALWAYS;
    }

    private static ContainerBase ofImage(Image image) {
        return new ContainerBase(ContainerCommit.Base.of(image), image.config().config());
    }

    private Pull pull() {
        String pull = options.text("--pull").orElse("missing");
        return switch (pull) {
            case "missing" -> Pull.MISSING;
            case "always" -> Pull.ALWAYS;
            case "never" -> Pull.NEVER;
            default -> throw BuildOptions.wrong("--pull", pull, "missing, always or never");
        };
    }

    private ContainerBase ofStep(String text) throws IOException {
        int colon = text.indexOf(':');
        BuildLogs.BuildSummary build = build(colon < 0 ? "" : text.substring(0, colon));
        StepState state = state(build, text.substring(colon + 1));
        if (!state.done()) {
            console.err().println("step " + state.number() + " failed: this is what it was run on");
        }
        List<Descriptor> layers = new ArrayList<>();
        for (DiffId layer : state.chain()) {
            layers.add(descriptor(layer, state));
        }
        ContainerConfig.Builder config = ContainerConfig.builder();
        StepState.Surroundings around = state.surroundings();
        config.env.addAll(around.env());
        config.workingDir = around.workingDir();
        config.user = around.user();
        config.cmd = SHELL;
        ImageConfig image = new ImageConfig(null, "", around.platform(), config.build(), state.chain(), List.of());
        return new ContainerBase(new ContainerCommit.Base(image, layers), config.build());
    }

    private BuildLogs.BuildSummary build(String id) throws IOException {
        if (!id.isEmpty()) {
            return store.logs()
                    .find(id)
                    .orElseThrow(() -> BuildException.of(
                                    ErrorCode.BUILD_UNKNOWN, "no build \"" + id + "\", or more than one")
                            .withHint("run jbuild logs to see them"));
        }
        return store.logs().list().stream()
                .filter(build -> !build.build().equals(store.lease().build()))
                .findFirst()
                .orElseThrow(() -> BuildException.of(ErrorCode.BUILD_UNKNOWN, "nothing was built in this store yet"));
    }

    private StepState state(BuildLogs.BuildSummary build, String number) throws IOException {
        List<StepState> states = store.logs().states(build.build());
        return states.stream()
                .filter(state -> Integer.toString(state.number()).equals(number))
                .findFirst()
                .orElseThrow(() -> BuildException.of(
                                ErrorCode.BUILD_UNKNOWN,
                                "build %s has no step \"%s\" that can be run".formatted(build.build(), number))
                        .withDetails(states.stream()
                                .map(state -> "#" + state.number() + " " + state.label())
                                .toList())
                        .withHint("choose one of its steps by the number that the build showed"));
    }

    /** However the layer is stored. */
    private Descriptor descriptor(DiffId layer, StepState state) throws IOException {
        OptionalLong size = store.blobs().sizeBytes(layer.digest());
        if (size.isPresent()) {
            return new Descriptor(MediaType.OCI_LAYER, layer.digest(), size.getAsLong());
        }
        for (LayerStore.CompressedLayer blob : store.layers().blobs(layer)) {
            if (store.blobs().contains(blob.descriptor().digest())) {
                return blob.descriptor();
            }
        }
        throw BuildException.of(
                        ErrorCode.BUILD_UNKNOWN,
                        "what step %d left is not in the store any more".formatted(state.number()))
                .withHint("build again");
    }
}
