package dev.jbuild.cli.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.jbuild.cli.progress.Humane;
import dev.jbuild.core.context.BuildContext;
import dev.jbuild.core.context.IgnoreRule;
import dev.jbuild.core.context.IgnoreVerdict;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/** Prints the paths of a context in their order, one a line, while they are walked. Used by one thread. */
interface ContextListing {

    void print(BuildContext context) throws IOException;

    static ContextListing of(String format, PrintStream out) {
        return switch (format) {
            case "text" -> context -> context.explain((path, stat, verdict) -> out.println(line(path, stat, verdict)));
            case "json" -> context -> json(context, out);
            default -> throw Formats.unknown(format, "text or json");
        };
    }

    /** What becomes of a path. */
    enum Fate {
        KEPT,
        DROPPED,
        /** A directory that is there only for what a rule brings back in it. */
        PARTLY;

        static Fate of(IgnoreVerdict verdict, FileStat stat) {
            if (!verdict.excluded()) {
                return KEPT;
            }
            return verdict.excludedWhole() || stat.kind() != FileKind.DIRECTORY ? DROPPED : PARTLY;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static String line(TreePath path, FileStat stat, IgnoreVerdict verdict) {
        String slash = stat.kind() == FileKind.DIRECTORY ? "/" : "";
        String rule = verdict.rule().map(found -> "   " + found).orElse("");
        return "%-7s  %s".formatted(Fate.of(verdict, stat).word(), Humane.printable(path + slash + rule));
    }

    private static void json(BuildContext context, PrintStream out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT); // what fails half way must not look whole
            json.writeStartArray();
            context.explain((path, stat, verdict) -> {
                json.writeRaw("\n");
                json.writeStartObject();
                json.writeStringField("path", path.toString());
                json.writeStringField("type", stat.kind().name().toLowerCase(Locale.ROOT));
                json.writeStringField("fate", Fate.of(verdict, stat).word());
                rule(json, verdict.rule());
                json.writeEndObject();
            });
            json.writeEndArray();
        }
        out.println();
    }

    private static void rule(JsonGenerator json, Optional<IgnoreRule> rule) throws IOException {
        if (rule.isPresent()) {
            json.writeObjectFieldStart("rule");
            json.writeStringField("file", rule.get().source());
            json.writeNumberField("line", rule.get().line());
            json.writeStringField("pattern", rule.get().text());
            json.writeEndObject();
        }
    }
}
