package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.compare.ImageComparison;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.export.ImageForm;
import dev.jbuild.core.export.PackagedImage;
import dev.jbuild.core.export.Packaging;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.image.LayoutImport;
import dev.jbuild.core.layer.Workers;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.oci.TransferListener;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.ImageStore.StoredImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code --reproducible}: builds the image once more in other surroundings, before it goes to any output, and compares. A difference is an
 * error, and nothing leaves. Attestations are not compared: they tell of one build. Used by one thread.
 */
final class Reproduction implements Exporter {
    private final BuildOptions options;
    private final ParseResult given;
    private final Console console;
    private final BuildStore store;
    private final Wiring wiring;
    private final Set<ImageReference> bases;

    /** @param bases the images of the store that the plan names; the second build gets them, and nothing else */
    Reproduction(BuildOptions options, Surroundings surroundings, Set<ImageReference> bases) {
        this.options = options;
        this.given = surroundings.given;
        this.console = surroundings.console;
        this.store = surroundings.store;
        this.wiring = surroundings.wiring;
        this.bases = Set.copyOf(bases);
    }

    /** What a command works with. */
    record Surroundings(ParseResult given, Console console, BuildStore store, Wiring wiring) {}

    /** Refuses what cannot be read twice. */
    static void check(BuildOptions options) {
        if (options.readsOnce()) {
            throw BuildException.of(
                            ErrorCode.USAGE,
                            "--reproducible reads context and Dockerfile twice: got input that can be read once only")
                    .withHint("give a directory, a repository or a URL");
        }
    }

    @Override
    public String description() {
        return "building once more in other surroundings";
    }

    @Override
    public boolean isCheck() {
        return true;
    }

    @Override
    public Exported export(ImageSet images, List<ImageReference> names, TransferListener transfers) throws IOException {
        Path scratch = store.layers().scratch("reproduction");
        Path second = scratch.resolve("store");
        giveBases(second, transfers);
        Path layout = scratch.resolve("layout");
        String form = "compression=uncompressed,rewrite-timestamp=" + rewrites();
        new SecondBuild(second, context(scratch), layout, form).run(given, epoch(), console);
        PackagedImage mine = packaged(images);
        compare(mine.root(), imported(layout));
        return new Exported(mine, 0);
    }

    private boolean rewrites() {
        return options.outputs().stream()
                .anyMatch(output ->
                        !output.attribute("rewrite-timestamp").orElse("false").equals("false"));
    }

    private Map<String, String> epoch() {
        return options.sourceDateEpoch()
                .map(time -> Map.of("SOURCE_DATE_EPOCH", String.valueOf(time.getEpochSecond())))
                .orElse(Map.of());
    }

    /** The same image without what is claimed of it, in the form of the second one. */
    private PackagedImage packaged(ImageSet images) throws IOException {
        ImageSet bare = new ImageSet(
                images.built().stream()
                        .map(image -> image.attestedBy(List.of()))
                        .toList(),
                images.index());
        ImageForm form = rewrites()
                ? ImageForm.AS_STORED.withLatest(options.sourceDateEpoch().orElseThrow())
                : ImageForm.AS_STORED;
        return Packaging.of(store.blobs(), store.layers(), form, Workers.ALONE).apply(bare, List.of());
    }

    private Descriptor imported(Path layout) throws IOException {
        LayoutImport layouts = new LayoutImport(store.blobs(), store.layers());
        LayoutImport.Files files = name -> HostFiles.openBelow(layout, name);
        Descriptor root = layouts.index(files).manifests().get(0);
        layouts.read(files, root);
        return new Descriptor(root.mediaType(), root.digest(), root.sizeBytes());
    }

    private void compare(Descriptor mine, Descriptor other) throws IOException {
        DifferencePrinter text = new DifferencePrinter.Text(console.err());
        int count = new ImageComparison(store.blobs(), store.layers(), text::print).compare(mine, other);
        if (count > 0) {
            throw BuildException.of(
                            ErrorCode.CHECK_FAILED,
                            "the image is not reproducible: a second build differs in %d places, see above"
                                    .formatted(count))
                    .withHint(hint());
        }
    }

    private String hint() {
        if (options.sourceDateEpoch().isEmpty()) {
            return "set SOURCE_DATE_EPOCH, and rewrite-timestamp=true in -o, when only times differ";
        }
        return rewrites()
                ? "look at what the commands write: their clock, their order, their names"
                : "add rewrite-timestamp=true to -o when only times differ";
    }

    /** A copy, whose files are listed in another order; of a checkout that git is asked about, another name. */
    private String context(Path scratch) throws IOException {
        Path context = console.path(options.context());
        if (!HostFiles.isDirectory(context)) {
            return options.context();
        }
        if (ContextMode.isGit(options)) {
            Path name = scratch.resolve("another");
            HostFiles.link(name, HostFiles.real(context));
            return name.toString();
        }
        Path copy = scratch.resolve("elsewhere/the context");
        HostFiles.makeDirectory(copy);
        try (RootDirectory from = wiring.directories().open(context);
                WritableRootDirectory to = wiring.directories().openWritable(copy)) {
            ContextCopy.make(from, to);
        }
        return copy.toString();
    }

    /** What is stored of base images by their names; others are fetched by the second build itself. */
    private void giveBases(Path second, TransferListener transfers) throws IOException {
        HostFiles.makeDirectory(second);
        try (BuildStore empty = wiring.openStore(second)) {
            LayoutImport imports = new LayoutImport(empty.blobs(), empty.layers());
            for (ImageReference base : bases) {
                Optional<StoredImage> row = store.images().find(base);
                if (row.isPresent()) {
                    Descriptor root = row.get().manifest();
                    for (Platform platform : platforms()) {
                        Image image = new ImageReader(store.blobs()).read(root, platform);
                        wiring.completion(store).complete(image, transfers);
                    }
                    imports.read(name -> store.blobs().open(digest(name)), root);
                    empty.publish();
                    empty.images().put(base, root);
                }
            }
        }
    }

    private List<Platform> platforms() {
        return options.platforms().isEmpty() ? List.of(Platform.host()) : options.platforms();
    }

    private static Digest digest(String name) {
        return Digest.parse(name.substring("blobs/".length()).replace('/', ':'));
    }
}
