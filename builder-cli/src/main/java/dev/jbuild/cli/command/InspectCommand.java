package dev.jbuild.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.format.GoTemplate;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.JsonText;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code jbuild inspect}: Docker's JSON of images. */
public final class InspectCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of("Prints what is known of images, as Docker's JSON: an array of one object an image.")
                .value("FORMAT", "json: the same on one line; or a template, as {{.Config.Cmd}}", "-f", "--format")
                .flag("as --format has it anyhow: with sizes", "-s", "--size")
                .value("TYPE", "image, the one kind that there is", "--type")
                .value("PLATFORM", "of an image for several platforms, this one", "--platform")
                .parameters(0, "1..*", "IMAGE", "references or image IDs")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        String type = Options.text(options, "--type").orElse("image");
        if (!type.equals("image")) {
            throw BuildException.of(ErrorCode.USAGE, "got --type \"" + type + "\", want image");
        }
        String format = Options.text(options, "--format").orElse("");
        Optional<GoTemplate> template =
                format.isEmpty() || format.equals("json") ? Optional.empty() : Optional.of(GoTemplate.parse(format));
        try (BuildStore store = Wiring.of(console).openStore()) {
            StoredImages images = StoredImages.of(store, options, console);
            List<Object> all = new ArrayList<>();
            try {
                new EachOf(Options.parameters(options, 0)).run(text -> all.add(object(images.find(text), images)));
            } finally {
                print(all, format, template, console);
            }
        }
        return 0;
    }

    private static Object object(StoredImages.Found found, StoredImages images) throws IOException {
        List<StoredImages.Found> names = images.namesOf(found.image().id());
        return JsonDocument.parse("image", OciJson.document(json -> write(json, found, names)))
                .values();
    }

    private static void print(List<Object> all, String format, Optional<GoTemplate> template, Console console) {
        if (template.isPresent()) {
            all.forEach(image -> console.out().println(template.get().render(ImageFields.complete(image))));
        } else {
            console.out().println(format.isEmpty() ? JsonText.indented(all, "    ") : JsonText.compact(all));
        }
    }

    private static void write(JsonGenerator json, StoredImages.Found found, List<StoredImages.Found> names)
            throws IOException {
        Image image = found.image();
        json.writeStringField("Id", image.id().toString());
        json.writeArrayFieldStart("RepoTags");
        for (StoredImages.Found name : names) {
            if (name.row().reference().isPresent()) {
                json.writeString(name.row().reference().get().familiar());
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("RepoDigests");
        Set<String> digests = new LinkedHashSet<>();
        for (StoredImages.Found name : names) {
            if (name.row().reference().isPresent()) {
                ImageReference reference = name.row().reference().get();
                digests.add(
                        reference.familiarName() + "@" + name.row().manifest().digest());
            }
        }
        for (String digest : digests) { // one for all tags of a repository
            json.writeString(digest);
        }
        json.writeEndArray();
        List<HistoryEntry> history = image.config().history();
        json.writeStringField(
                "Comment",
                history.isEmpty() ? "" : history.get(history.size() - 1).comment());
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
    }
}
