package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.format.Rows;
import dev.jbuild.cli.progress.Humane;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.store.BuildStore;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code jbuild images}: what is in the store, with Docker's columns. */
public final class ImagesCommand implements Command {
    private static final String NONE = "<none>";
    private static final Map<String, Object> HEADINGS = Map.of(
            "Repository", "REPOSITORY",
            "Tag", "TAG",
            "ID", "IMAGE ID",
            "Digest", "DIGEST",
            "CreatedAt", "CREATED AT",
            "CreatedSince", "CREATED",
            "Size", "SIZE");

    @Override
    public CommandSpec spec() {
        return Options.of("Lists the images of the store, newest first.")
                .flag("print image IDs only", "-q", "--quiet")
                .flag("do not shorten IDs", "--no-trunc")
                .flag("images without a name, too; all are shown anyhow", "-a", "--all")
                .flag("with the digests of manifests", "--digests")
                .flag("with the platforms of each, and what it takes", "--tree")
                .values(
                        "FILTER",
                        "reference=PATTERN, dangling=true|false, label=NAME[=VALUE], before=IMAGE or since=IMAGE; repeatable",
                        "-f",
                        "--filter")
                .value(
                        "FORMAT",
                        "json: one object a line; a template, as {{.Repository}}; or table TEMPLATE",
                        "--format")
                .parameters(
                        0,
                        "0..1",
                        "REPOSITORY[:TAG]",
                        "only this repository, this reference, or what matches this pattern")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        Optional<String> format = Options.text(options, "--format").filter(text -> !text.equals("table"));
        try (BuildStore store = Wiring.of(console).openStore()) {
            StoredImages stored = new StoredImages(store);
            ImageFilters filters = ImageFilters.parse(Options.texts(options, "--filter"), stored);
            List<StoredImages.Found> images = stored.all().stream()
                    .filter(found -> matches(found, Options.parameters(options, 0)))
                    .filter(filters::accept)
                    .toList();
            for (BuildException damaged : stored.damaged().values()) {
                console.err().println("warning: " + damaged.getMessage() + "\n  try: " + damaged.hint());
            }
            if (Options.isSet(options, "--tree")) {
                if (Options.isSet(options, "-q") || format.isPresent()) {
                    throw BuildException.of(ErrorCode.USAGE, "got --tree with --quiet or --format, want one of them");
                }
                new ImageTree(store).print(images, console);
            } else if (Options.isSet(options, "-q")) {
                Set<String> ids = new LinkedHashSet<>();
                images.forEach(found -> ids.add(id(found.image(), options)));
                ids.forEach(console.out()::println);
            } else if (format.isPresent()) {
                new Rows(format.get(), HEADINGS)
                        .print(
                                images.stream()
                                        .map(found -> row(found, options, console))
                                        .toList(),
                                console.out());
            } else {
                table(images, options, console);
            }
        }
        return 0;
    }

    private static void table(List<StoredImages.Found> images, ParseResult options, Console console) {
        boolean digests = Options.isSet(options, "--digests");
        Table table = digests
                ? new Table("REPOSITORY", "TAG", "DIGEST", "IMAGE ID", "CREATED", "SIZE")
                : new Table("REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE");
        List<String> columns = digests
                ? List.of("Repository", "Tag", "Digest", "ID", "CreatedSince", "Size")
                : List.of("Repository", "Tag", "ID", "CreatedSince", "Size");
        for (StoredImages.Found found : images) {
            Map<String, Object> row = row(found, options, console);
            table.add(columns.stream().map(row::get).map(String::valueOf).toArray(String[]::new));
        }
        table.print(console.out());
    }

    private static boolean matches(StoredImages.Found found, List<String> filter) {
        if (filter.isEmpty()) {
            return true;
        }
        if (ImageFilters.isPattern(filter.get(0))) {
            return ImageFilters.named(filter.get(0)).test(found);
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

    /** The fields that Docker has for a row. */
    private static Map<String, Object> row(StoredImages.Found found, ParseResult options, Console console) {
        Map<String, Object> row = new LinkedHashMap<>();
        Optional<ImageReference> reference = found.row().reference();
        Optional<Instant> created = found.image().config().createdIfAny();
        Instant now = console.clock().instant();
        row.put("Repository", reference.map(ImageReference::familiarName).orElse(NONE));
        row.put(
                "Tag",
                reference.map(ImageReference::tag).filter(tag -> !tag.isEmpty()).orElse(NONE));
        row.put("ID", id(found.image(), options));
        row.put("Digest", found.row().manifest().digest().toString());
        row.put("CreatedAt", created.map(Humane::instant).orElse("N/A"));
        row.put("CreatedSince", created.map(time -> Humane.ago(time, now)).orElse("N/A"));
        row.put("Size", Humane.size(sizeBytes(found.image())));
        return row;
    }

    /** What the layers take as they are stored. */
    static long sizeBytes(Image image) {
        return image.manifest().layers().stream()
                .mapToLong(Descriptor::sizeBytes)
                .sum();
    }
}
