package dev.jbuild.cli.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@code jbuild inspect}: Docker's JSON of images. */
public final class InspectCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of("Prints what is known of images, as Docker's JSON: an array of one object an image.")
                .value("FORMAT", "json: the same on one line", "--format")
                .parameters(0, "1..*", "IMAGE", "references or image IDs")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        try (BuildStore store = Wiring.of(console).openStore()) {
            StoredImages images = new StoredImages(store);
            List<StoredImages.Found> found = new ArrayList<>();
            for (String text : Options.parameters(options, 0)) {
                found.add(images.find(text));
            }
            console.out().println(json(found, images, Formats.isJson(options)));
        }
        return 0;
    }

    private static String json(List<StoredImages.Found> found, StoredImages images, boolean oneLine)
            throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            if (!oneLine) {
                DefaultIndenter indenter = new DefaultIndenter("    ", "\n");
                DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));
                printer.indentArraysWith(indenter);
                printer.indentObjectsWith(indenter);
                json.setPrettyPrinter(printer);
            }
            json.writeStartArray();
            for (StoredImages.Found one : found) {
                write(json, one, images.namesOf(one.image().id()));
            }
            json.writeEndArray();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, StoredImages.Found found, List<StoredImages.Found> names)
            throws IOException {
        Image image = found.image();
        json.writeStartObject();
        json.writeStringField("Id", image.id().toString());
        json.writeArrayFieldStart("RepoTags");
        for (StoredImages.Found name : names) {
            if (name.row().reference().isPresent()) {
                json.writeString(name.row().reference().get().familiar());
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("RepoDigests");
        for (StoredImages.Found name : names) {
            if (name.row().reference().isPresent()) {
                ImageReference reference = name.row().reference().get();
                json.writeString(
                        reference.familiarName() + "@" + name.row().manifest().digest());
            }
        }
        json.writeEndArray();
        json.writeStringField(
                "Created", image.config().createdIfAny().map(Instant::toString).orElse(""));
        json.writeStringField("Author", image.config().author());
        json.writeObjectFieldStart("Config");
        OciJson.writeContainer(json, image.config().config());
        json.writeEndObject();
        json.writeStringField("Architecture", image.config().platform().architecture());
        if (!image.config().platform().variant().isEmpty()) {
            json.writeStringField("Variant", image.config().platform().variant());
        }
        json.writeStringField("Os", image.config().platform().os());
        json.writeNumberField("Size", ImagesCommand.sizeBytes(image));
        json.writeObjectFieldStart("RootFS");
        json.writeStringField("Type", "layers");
        json.writeArrayFieldStart("Layers");
        for (DiffId layer : image.config().diffIds()) {
            json.writeString(layer.toString());
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }
}
