package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.progress.Humane;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.store.BuildStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code jbuild images}: what is in the store, with Docker's columns. */
public final class ImagesCommand implements Command {
    private static final String NONE = "<none>";

    @Override
    public CommandSpec spec() {
        return Options.of("Lists the images of the store, newest first.")
                .flag("print image IDs only", "-q", "--quiet")
                .flag("do not shorten IDs", "--no-trunc")
                .value("FORMAT", "json: one object a line", "--format")
                .parameters(0, "0..1", "REPOSITORY[:TAG]", "only this repository, or this reference")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        try (BuildStore store = Wiring.of(console).openStore()) {
            List<StoredImages.Found> images = new StoredImages(store)
                    .all().stream()
                            .filter(found -> matches(found, Options.parameters(options, 0)))
                            .toList();
            if (Options.isSet(options, "-q")) {
                Set<String> ids = new LinkedHashSet<>();
                images.forEach(found -> ids.add(id(found.image(), options)));
                ids.forEach(console.out()::println);
            } else if (Formats.isJson(options)) {
                images.forEach(found -> console.out().println(json(found)));
            } else {
                table(images, options, console);
            }
        }
        return 0;
    }

    private static void table(List<StoredImages.Found> images, ParseResult options, Console console) {
        Table table = new Table("REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE");
        Instant now = console.clock().instant();
        for (StoredImages.Found found : images) {
            Optional<ImageReference> reference = found.row().reference();
            table.add(
                    reference.map(ImageReference::familiarName).orElse(NONE),
                    reference.map(ImageReference::tag).orElse(NONE),
                    id(found.image(), options),
                    found.image()
                            .config()
                            .createdIfAny()
                            .map(time -> Humane.ago(time, now))
                            .orElse("N/A"),
                    Humane.size(sizeBytes(found.image())));
        }
        table.print(console.out());
    }

    private static boolean matches(StoredImages.Found found, List<String> filter) {
        if (filter.isEmpty()) {
            return true;
        }
        ImageReference wanted = StoredImages.reference(filter.get(0));
        boolean anyTag = filter.get(0).lastIndexOf(':') <= filter.get(0).lastIndexOf('/');
        return found.row()
                .reference()
                .filter(r -> r.familiarName().equals(wanted.familiarName())
                        && (anyTag || r.tag().equals(wanted.tag())))
                .isPresent();
    }

    private static String id(Image image, ParseResult options) {
        return Options.isSet(options, "--no-trunc")
                ? image.id().toString()
                : image.id().shortHex();
    }

    private static String json(StoredImages.Found found) {
        byte[] bytes = OciJson.document(json -> {
            Optional<ImageReference> reference = found.row().reference();
            json.writeStringField(
                    "Repository", reference.map(ImageReference::familiarName).orElse(NONE));
            json.writeStringField("Tag", reference.map(ImageReference::tag).orElse(NONE));
            json.writeStringField("ID", found.image().id().toString());
            json.writeStringField("Digest", found.row().manifest().digest().toString());
            json.writeStringField(
                    "CreatedAt",
                    found.image().config().createdIfAny().map(Instant::toString).orElse(""));
            json.writeNumberField("Size", sizeBytes(found.image()));
        });
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** What the layers take as they are stored. */
    static long sizeBytes(Image image) {
        return image.manifest().layers().stream()
                .mapToLong(Descriptor::sizeBytes)
                .sum();
    }
}
