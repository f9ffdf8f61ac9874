package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.format.Rows;
import dev.jbuild.cli.progress.Humane;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.store.BuildStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code jbuild history}: how an image came to be, newest row first, with Docker's columns. */
public final class HistoryCommand implements Command {
    private static final int CREATED_BY_WIDTH = 45; // as Docker clips it
    private static final Map<String, Object> HEADINGS = Map.of(
            "ID", "IMAGE",
            "CreatedAt", "CREATED AT",
            "CreatedSince", "CREATED",
            "CreatedBy", "CREATED BY",
            "Size", "SIZE",
            "Comment", "COMMENT");
    private static final String MISSING = "<missing>";

    private record Row(String id, HistoryEntry entry, long sizeBytes) {}

    @Override
    public CommandSpec spec() {
        return Options.of("Shows the history of an image, newest row first.")
                .flag("print IDs only", "-q", "--quiet")
                .flag("do not shorten anything", "--no-trunc")
                .flag("sizes and times for people (default); =false: bytes and instants", "-H", "--human")
                .value("PLATFORM", "of an image for several platforms, this one", "--platform")
                .value(
                        "FORMAT",
                        "json: one object a line; a template, as {{.CreatedBy}}; or table TEMPLATE",
                        "--format")
                .parameter(0, "IMAGE", "a reference or an image ID")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        Optional<String> format = Options.text(options, "--format").filter(text -> !text.equals("table"));
        try (BuildStore store = Wiring.of(console).openStore()) {
            Image image = StoredImages.of(store, options, console)
                    .find(Options.parameter(options, 0))
                    .image();
            boolean whole = Options.isSet(options, "--no-trunc");
            List<Row> rows = rows(image, whole);
            if (Options.isSet(options, "-q")) {
                rows.forEach(row -> console.out().println(row.id()));
            } else if (format.isPresent()) {
                new Rows(format.get(), HEADINGS)
                        .print(
                                rows.stream()
                                        .map(row -> fields(row, options, console))
                                        .toList(),
                                console.out());
            } else {
                table(rows, options, console);
            }
        }
        return 0;
    }

    private static List<Row> rows(Image image, boolean whole) {
        List<Row> rows = new ArrayList<>();
        List<HistoryEntry> history = image.config().history();
        int layer = image.manifest().layers().size() - 1;
        for (int i = history.size() - 1; i >= 0; i--) {
            HistoryEntry entry = history.get(i);
            boolean hasLayer = !entry.emptyLayer() && layer >= 0;
            long size = hasLayer ? image.manifest().layers().get(layer--).sizeBytes() : 0;
            String id = whole ? image.id().toString() : image.id().shortHex();
            rows.add(new Row(rows.isEmpty() ? id : MISSING, entry, size));
        }
        return rows;
    }

    private static void table(List<Row> rows, ParseResult options, Console console) {
        boolean whole = Options.isSet(options, "--no-trunc");
        Table table = new Table("IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT");
        for (Row row : rows) {
            Map<String, Object> fields = fields(row, options, console);
            String createdBy = Humane.printable(row.entry().createdBy().replace('\n', ' '));
            table.add(
                    row.id(),
                    String.valueOf(fields.get(isHumane(options) ? "CreatedSince" : "CreatedAt")),
                    whole ? createdBy : Humane.clip(createdBy, CREATED_BY_WIDTH),
                    String.valueOf(fields.get("Size")),
                    Humane.printable(row.entry().comment()));
        }
        table.print(console.out());
    }

    private static boolean isHumane(ParseResult options) {
        return !options.has("--human") || options.isSet("--human");
    }

    /** The fields that Docker has for a row. */
    private static Map<String, Object> fields(Row row, ParseResult options, Console console) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Optional<Instant> created = row.entry().createdIfAny();
        Instant now = console.clock().instant();
        fields.put("ID", row.id());
        fields.put("CreatedAt", created.map(Instant::toString).orElse("N/A"));
        fields.put("CreatedSince", created.map(time -> Humane.ago(time, now)).orElse("N/A"));
        fields.put("CreatedBy", row.entry().createdBy());
        fields.put("Size", isHumane(options) ? Humane.size(row.sizeBytes()) : String.valueOf(row.sizeBytes()));
        fields.put("Comment", row.entry().comment());
        return fields;
    }
}
