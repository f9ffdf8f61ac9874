package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.progress.Humane;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.store.BuildStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@code jbuild history}: how an image came to be, newest row first, with Docker's columns. */
public final class HistoryCommand implements Command {
    private static final int CREATED_BY_WIDTH = 45; // as Docker clips it
    private static final String MISSING = "<missing>";

    private record Row(String id, HistoryEntry entry, long sizeBytes) {}

    @Override
    public CommandSpec spec() {
        return Options.of("Shows the history of an image, newest row first.")
                .flag("print IDs only", "-q", "--quiet")
                .flag("do not shorten anything", "--no-trunc")
                .value("FORMAT", "json: one object a line", "--format")
                .parameter(0, "IMAGE", "a reference or an image ID")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        try (BuildStore store = Wiring.of(console).openStore()) {
            Image image =
                    new StoredImages(store).find(Options.parameter(options, 0)).image();
            boolean whole = Options.isSet(options, "--no-trunc");
            List<Row> rows = rows(image, whole);
            if (Options.isSet(options, "-q")) {
                rows.forEach(row -> console.out().println(row.id()));
            } else if (Formats.isJson(options)) {
                rows.forEach(row -> console.out().println(json(row)));
            } else {
                table(rows, whole, console);
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

    private static void table(List<Row> rows, boolean whole, Console console) {
        Table table = new Table("IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT");
        Instant now = console.clock().instant();
        for (Row row : rows) {
            String createdBy = Humane.printable(row.entry().createdBy().replace('\n', ' '));
            table.add(
                    row.id(),
                    row.entry()
                            .createdIfAny()
                            .map(time -> Humane.ago(time, now))
                            .orElse("N/A"),
                    whole ? createdBy : Humane.clip(createdBy, CREATED_BY_WIDTH),
                    Humane.size(row.sizeBytes()),
                    Humane.printable(row.entry().comment()));
        }
        table.print(console.out());
    }

    private static String json(Row row) {
        byte[] bytes = OciJson.document(json -> {
            json.writeStringField("ID", row.id());
            json.writeStringField(
                    "CreatedAt",
                    row.entry().createdIfAny().map(Instant::toString).orElse(""));
            json.writeStringField("CreatedBy", row.entry().createdBy());
            json.writeNumberField("Size", row.sizeBytes());
            json.writeStringField("Comment", row.entry().comment());
        });
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
