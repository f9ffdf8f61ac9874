package dev.jbuild.cli.format;

import dev.jbuild.core.oci.JsonText;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a list as {@code --format} wants them: {@code json} for an object a line, a template, or {@code table TEMPLATE} with a
 * heading above, whose columns stand where the template has tabs.
 *
 * @param headings by field, as Docker has them
 */
public record Rows(String format, Map<String, @Nullable Object> headings) {
    private static final String TABLE = "table ";
    private static final int GAP = 3; // blanks between columns

    public void print(List<Map<String, @Nullable Object>> rows, PrintStream out) {
        if (format.equals("json")) {
            rows.forEach(row -> out.println(JsonText.compact(row)));
        } else if (format.startsWith(TABLE)) {
            table(GoTemplate.parse(format.substring(TABLE.length()).strip()), rows, out);
        } else {
            GoTemplate template = GoTemplate.parse(format);
            rows.forEach(row -> out.println(template.render(row)));
        }
    }

    private void table(GoTemplate template, List<Map<String, @Nullable Object>> rows, PrintStream out) {
        List<String[]> lines = new ArrayList<>();
        lines.add(template.render(headings).split("\t", -1));
        rows.forEach(row -> lines.add(template.render(row).split("\t", -1)));
        List<Integer> widths = new ArrayList<>();
        for (String[] line : lines) {
            for (int i = 0; i < line.length; i++) {
                if (i == widths.size()) {
                    widths.add(0);
                }
                widths.set(i, Math.max(widths.get(i), line[i].length()));
            }
        }
        for (String[] line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < line.length; i++) {
                boolean last = i == line.length - 1;
                text.append(line[i]).append(" ".repeat(last ? 0 : widths.get(i) - line[i].length() + GAP));
            }
            out.println(text.toString().stripTrailing());
        }
    }
}
