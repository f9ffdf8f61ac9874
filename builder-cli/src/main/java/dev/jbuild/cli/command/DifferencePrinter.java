package dev.jbuild.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.jbuild.core.compare.Difference;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.OciJson;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Prints what two images differ in. Used by one thread. */
interface DifferencePrinter {
    /** Prints nothing. */
    DifferencePrinter NONE = difference -> {};

    void print(Difference difference);

    default void begin(Digest before, Digest after) {}

    /** @param count of all differences */
    default void end(int count) {}

    /** A line for each; what comes from an image has its control characters escaped. */
    final class Text implements DifferencePrinter {
        private static final int SHORT_DIGITS = 12;

        private final PrintStream out;

        Text(PrintStream out) {
            this.out = out;
        }

        @Override
        public void print(Difference difference) {
            StringBuilder line = new StringBuilder();
            if (!difference.platform().isEmpty()) {
                line.append('[').append(difference.platform()).append("] ");
            }
            String kind = difference.kind().name().toLowerCase(Locale.ROOT);
            line.append(
                    difference.layer() > 0
                            ? "layer " + difference.layer()
                            : difference.kind() == Difference.Kind.PATH ? "files" : kind);
            line.append(' ').append(mark(difference.change())).append(' ');
            if (difference.kind() == Difference.Kind.LAYER) {
                line.append(difference.change() == Difference.Change.CHANGED ? "" : shown(difference.subject()));
            } else {
                line.append(shown(difference.subject()));
            }
            out.println(line.append(fields(difference)).toString().stripTrailing());
        }

        private static char mark(Difference.Change change) {
            return switch (change) {
                case ADDED -> 'A';
                case REMOVED -> 'D';
                case CHANGED -> 'M';
            };
        }

        private static String fields(Difference difference) {
            boolean single =
                    difference.kind() == Difference.Kind.CONFIG || difference.kind() == Difference.Kind.MANIFEST;
            StringJoiner fields = new StringJoiner(", ");
            for (Difference.Field field : difference.fields()) {
                String change = switch (difference.change()) {
                    case ADDED -> shown(field.after());
                    case REMOVED -> shown(field.before());
                    case CHANGED -> shown(field.before()) + " → " + shown(field.after());
                };
                fields.add(single ? change : field.name() + " " + change);
            }
            String text = fields.toString();
            return text.isEmpty() || difference.kind() == Difference.Kind.LAYER ? text : ": " + text;
        }

        /** Digests as people know them; nothing that a terminal would obey. */
        private static String shown(String value) {
            String text = value.replaceAll("\\bsha256:([0-9a-f]{" + SHORT_DIGITS + "})[0-9a-f]{52}\\b", "sha256:$1");
            StringBuilder shown = new StringBuilder();
            text.codePoints()
                    .forEach(c ->
                            shown.append(Character.isISOControl(c) ? "\\x%02x".formatted(c) : Character.toString(c)));
            return shown.isEmpty() ? "\"\"" : shown.toString();
        }

        @Override
        public void end(int count) {
            if (count == 0) {
                out.println("no difference");
            }
        }
    }

    /** One object. */
    final class Json implements DifferencePrinter {
        private final PrintStream out;
        private final List<Difference> all = new ArrayList<>();
        private String before = "";
        private String after = "";

        Json(PrintStream out) {
            this.out = out;
        }

        @Override
        public void begin(Digest one, Digest two) {
            before = one.toString();
            after = two.toString();
        }

        @Override
        public void print(Difference difference) {
            all.add(difference);
        }

        @Override
        public void end(int count) {
            byte[] bytes = OciJson.document(json -> {
                json.writeBooleanField("same", count == 0);
                json.writeStringField("before", before);
                json.writeStringField("after", after);
                json.writeArrayFieldStart("differences");
                for (Difference difference : all) {
                    write(json, difference);
                }
                json.writeEndArray();
            });
            out.println(new String(bytes, StandardCharsets.UTF_8));
        }

        private static void write(JsonGenerator json, Difference difference) throws IOException {
            json.writeStartObject();
            if (!difference.platform().isEmpty()) {
                json.writeStringField("platform", difference.platform());
            }
            json.writeStringField("kind", difference.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("change", difference.change().name().toLowerCase(Locale.ROOT));
            if (difference.layer() > 0) {
                json.writeNumberField("layer", difference.layer());
            }
            json.writeStringField("subject", difference.subject());
            json.writeArrayFieldStart("fields");
            for (Difference.Field field : difference.fields()) {
                json.writeStartObject();
                json.writeStringField("name", field.name());
                json.writeStringField("before", field.before());
                json.writeStringField("after", field.after());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }
}
