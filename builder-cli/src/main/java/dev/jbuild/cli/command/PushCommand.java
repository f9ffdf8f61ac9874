package dev.jbuild.cli.command;

import dev.jbuild.cache.registry.RegistryClient;
import dev.jbuild.cache.registry.RegistryFetch;
import dev.jbuild.cache.registry.RegistryPush;
import dev.jbuild.cache.registry.StorePush;
import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.export.Annotations;
import dev.jbuild.core.export.ImageForm;
import dev.jbuild.core.export.LayerRecompression;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.oci.Compression;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.ImageStore.StoredImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code jbuild push}: an image of the store to its registry. */
public final class PushCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of(
                        "Sends an image of the store to the registry that its name says.",
                        "Layers that are not compressed yet are compressed by gzip; see also jbuild build --push.")
                .flag("all tags of the repository that the store has", "-a", "--all-tags")
                .flag("print the digest only", "-q", "--quiet")
                .value("PLATFORM", "of an image for several platforms, this one only", "--platform")
                .flag("as always: images are believed by their digests alone", "--disable-content-trust")
                .registries()
                .parameter(0, "IMAGE", "name[:tag]")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        String text = Options.parameter(options, 0);
        Wiring wiring = Wiring.of(console);
        try (BuildStore store = wiring.openStore()) {
            StorePush push = new StorePush(wiring.registries(), store, wiring.waits());
            for (StoredImage image : images(store, text, Options.isSet(options, "--all-tags"))) {
                push(image, push, store, options, console);
            }
        }
        return 0;
    }

    private static List<StoredImage> images(BuildStore store, String text, boolean all) throws IOException {
        ImageReference wanted = StoredImages.reference(text);
        if (!all) {
            return List.of(new StoredImages(store).findReference(wanted));
        }
        List<StoredImage> found = store.images().list().stream()
                .filter(image -> image.reference()
                        .filter(reference -> reference.familiarName().equals(wanted.familiarName()))
                        .isPresent())
                .toList();
        if (found.isEmpty()) {
            throw BuildException.of(ErrorCode.IMAGE_UNKNOWN, "no tag of \"" + wanted.familiarName() + "\" in the store")
                    .withHint("see what there is with jbuild images");
        }
        return found;
    }

    /** What is to go; of an index only a part where other parts are nowhere. */
    private record Planned(ImageGraph graph, Optional<AbsentImages> absent) {

        private static Planned all(ImageGraph graph) {
            return new Planned(graph, Optional.empty());
        }
    }

    private record Sent(Planned planned, RegistryPush.Pushed pushed) {}

    private static void push(StoredImage image, StorePush push, BuildStore store, ParseResult options, Console console)
            throws IOException {
        ImageReference target = image.reference().orElseThrow();
        boolean quiet = Options.isSet(options, "--quiet");
        Sent sent = Transfers.of(quiet, console).show("pushing " + target.familiar(), transfers -> {
            Planned planned = plan(image, store, options, console);
            return new Sent(planned, push.push(target, planned.graph, transfers));
        });
        AbsentImages.tell(sent.planned.absent, console);
        Descriptor root = sent.planned.graph.root().descriptor();
        if (quiet) {
            console.out().println(target.familiarName() + "@" + root.digest());
            return;
        }
        for (Map.Entry<Digest, RegistryPush.Way> blob : sent.pushed.blobs().entrySet()) {
            console.err().println(blob.getKey().shortHex() + ": " + said(blob.getValue()));
        }
        console.out()
                .println("%s: digest: %s size: %d"
                        .formatted(
                                target.tag(),
                                root.digest(),
                                sent.planned.graph.root().bytes().length));
    }

    private static String said(RegistryPush.Way way) {
        return switch (way) {
            case PRESENT -> "already exists";
            case MOUNTED -> "mounted from another repository";
            case SENT -> "pushed";
            case LEFT_OUT -> "not for registries, left out";
        };
    }

    /** Compresses what is not compressed yet, in documents of the kind that the image has; others stay byte for byte what they were. */
    private record Compressing(BuildStore store, Workers workers) {

        Image apply(Image image) throws IOException {
            boolean compressed = true;
            for (Descriptor layer : image.manifest().layers()) {
                compressed &= layer.mediaType().compression() != Compression.NONE;
            }
            if (compressed) {
                return image;
            }
            boolean docker = image.manifest().mediaType().equals(MediaType.DOCKER_MANIFEST);
            ImageForm form = ImageForm.of(
                    docker ? Map.of("oci-mediatypes", "false") : Map.of(), Compression.GZIP, Annotations.NONE);
            return new LayerRecompression(store.blobs(), store.layers(), form, workers).apply(image);
        }
    }

    /** An index whose images are all here, or at the registry, goes as a whole; else the one image that is meant. */
    private static Planned plan(StoredImage stored, BuildStore store, ParseResult options, Console console)
            throws IOException {
        Descriptor root = stored.manifest();
        ImageReference target = stored.reference().orElseThrow();
        ImageReader reader = new ImageReader(store.blobs());
        ImageGraph graph = reader.graph(root);
        Compressing compression = new Compressing(
                store,
                new Workers(Wiring.of(console).work(), Runtime.getRuntime().availableProcessors()));
        boolean whole = root.mediaType().isIndex()
                && Options.text(options, "--platform").isEmpty();
        if (whole && graph.missing().isEmpty()) {
            return Planned.all(compressed(root, store, compression));
        }
        Optional<ImageGraph> there = whole ? there(target, root, console) : Optional.empty();
        if (there.isPresent()) {
            return Planned.all(there.get());
        }
        Image image =
                StoredImages.of(store, options, console).find(target.toString()).image();
        AbsentImages absent = new AbsentImages(target.familiar(), image.config().platform(), graph.missing());
        return new Planned(
                reader.graph(compression.apply(image).descriptor()), whole ? Optional.of(absent) : Optional.empty());
    }

    /** The whole index, where the registry has it by this digest: a tag of it is not to become one of a single image. */
    private static Optional<ImageGraph> there(ImageReference target, Descriptor root, Console console) {
        RegistryClient registry = Wiring.of(console).registries();
        try {
            return Optional.of(new RegistryFetch(registry, target.withDigest(root.digest())).graph(Optional.empty()));
        } catch (IOException e) {
            return Optional.empty(); // what else is wrong with the registry is said by the push
        }
    }

    /** An index of compressed images; as it is where it has something else, such as attestations, which name their images' digests. */
    private static ImageGraph compressed(Descriptor root, BuildStore store, Compressing compression)
            throws IOException {
        ImageReader reader = new ImageReader(store.blobs());
        ImageGraph whole = reader.graph(root);
        ImageIndex index = OciJsonReader.readIndex(whole.root().bytes());
        List<Descriptor> manifests = new ArrayList<>();
        for (Descriptor manifest : index.manifests()) {
            boolean image = manifest.platformIfAny()
                    .filter(platform -> !platform.os().equals("unknown"))
                    .isPresent();
            if (!image || manifest.mediaType().isIndex()) {
                return whole;
            }
            Image shaped = compression.apply(reader.read(manifest, manifest.platform()));
            manifests.add(
                    shaped.descriptor().withPlatform(manifest.platform()).withAnnotations(manifest.annotations()));
        }
        if (manifests.equals(index.manifests())) {
            return whole;
        }
        byte[] bytes = OciJson.write(new ImageIndex(index.mediaType(), manifests, index.annotations()));
        return reader.graph(new Descriptor(root.mediaType(), store.blobs().put(bytes), bytes.length));
    }
}
