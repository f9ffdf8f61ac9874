package dev.jbuild.core.inventory;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Fields such as {@code Name: value}, in groups between empty lines: Debian's status, Alpine's database, Python's metadata. */
final class Stanzas {
    private Stanzas() {}

    /** Whether what comes after the first group is read. */
    enum Groups {
        ALL,
        /** A text may follow. */
        FIRST
    }

    /** Tells of every group; of a field that is there twice the first counts; lines that go on a field are left out. */
    static void read(Lines lines, Groups groups, Consumer<Map<String, String>> sink) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        for (String line = lines.next(); line != null; line = lines.next()) {
            int colon = line.indexOf(':');
            if (line.isEmpty()) {
                tell(fields, sink);
                if (groups == Groups.FIRST) {
                    return;
                }
            } else if (colon > 0 && line.charAt(0) != ' ' && line.charAt(0) != '\t') {
                fields.putIfAbsent(
                        line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        tell(fields, sink);
    }

    private static void tell(Map<String, String> fields, Consumer<Map<String, String>> sink) {
        if (!fields.isEmpty()) {
            sink.accept(Map.copyOf(fields));
            fields.clear();
        }
    }
}
