package dev.jbuild.exec.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a runtime wrote to its log: one JSON object a line, of which those of level error say why it failed. */
public final class RuntimeLog {
    private static final JsonFactory JSON = new JsonFactory();

    private RuntimeLog() {}

    /** The message of the last error; a line that is no JSON counts as one, as it is not from the runtime's own logger. */
    public static Optional<String> lastError(byte[] log) {
        Optional<String> last = Optional.empty();
        for (String line : new String(log, StandardCharsets.UTF_8).split("\n")) {
            Map<String, String> fields = line.isBlank() ? Map.of() : fields(line);
            String level = fields.getOrDefault("level", "");
            if (level.equals("error") || level.equals("fatal") || level.equals("panic")) {
                last = Optional.of(fields.getOrDefault("msg", line).strip());
            }
        }
        return last;
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(line)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.VALUE_STRING && json.currentName() != null) {
                    fields.put(json.currentName(), json.getText());
                }
            }
            return fields;
        } catch (IOException e) {
            return Map.of("level", "error", "msg", line);
        }
    }
}
