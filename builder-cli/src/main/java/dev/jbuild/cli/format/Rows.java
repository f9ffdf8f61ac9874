package dev.jbuild.cli.format;

import dev.jbuild.core.oci.JsonText;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How each row of a list is printed that is no table: by a template, or as JSON on one line. */
public interface Rows {
    /** Prints one row, whose fields have Docker's names. */
    void print(Map<String, @Nullable Object> row, PrintStream out);

    /** By the value of {@code --format}, which is {@code json} or a template. */
    static Rows of(String format) {
        if (format.equals("json")) {
            return (row, out) -> out.println(JsonText.compact(row));
        }
        GoTemplate template = GoTemplate.parse(format);
        return (row, out) -> out.println(template.render(row));
    }
}
