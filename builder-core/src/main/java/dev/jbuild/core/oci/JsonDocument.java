package dev.jbuild.core.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that is read with care: bounded in depth and size, every name once. Getters say what they wanted when a value has
 * another type. An absent value and {@code null} are the same.
 */
public final class JsonDocument {
    private static final int MAX_DEPTH = 64; // no OCI document is deeper than 8
    private static final int MAX_STRING = 4 * 1024 * 1024; // 4 MiB, as much as a whole manifest

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING)
                    .maxNumberLength(40)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String where;
    private final Map<String, @Nullable Object> values;

    private JsonDocument(String where, Map<String, @Nullable Object> values) {
        this.where = where;
        this.values = values;
    }

    /** Reads one object; {@code what} names the document in messages. */
    public static JsonDocument parse(String what, byte[] bytes) throws OciFormatException {
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new OciFormatException("got no JSON object, want " + what);
            }
            JsonDocument document = new JsonDocument(what, object(parser));
            if (parser.nextToken() != null) {
                throw new OciFormatException("got more than one JSON value in " + what);
            }
            return document;
        } catch (JsonProcessingException e) {
            throw new OciFormatException("got no valid JSON for " + what + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw e instanceof OciFormatException known ? known : new OciFormatException("cannot read " + what, e);
        }
    }

    /** Reads one array of objects. */
    public static List<JsonDocument> parseArray(String what, byte[] bytes) throws OciFormatException {
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new OciFormatException("got no JSON array, want " + what);
            }
            Map<String, @Nullable Object> holder = new LinkedHashMap<>();
            holder.put(what, any(parser));
            return new JsonDocument(what, holder).objects(what);
        } catch (JsonProcessingException e) {
            throw new OciFormatException("got no valid JSON for " + what + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw e instanceof OciFormatException known ? known : new OciFormatException("cannot read " + what, e);
        }
    }

    /** The names in this object, in order. */
    public List<String> names() {
        return List.copyOf(values.keySet());
    }

    /** The same object with a field set or, by null, without it. */
    public JsonDocument with(String name, @Nullable Object value) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(values);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return new JsonDocument(where, changed);
    }

    /** All of it: maps, lists, strings, BigDecimals, Booleans and null. */
    public Map<String, @Nullable Object> values() {
        return Collections.unmodifiableMap(values);
    }

    public boolean has(String name) {
        return values.get(name) != null;
    }

    /** A string, or empty text when absent. */
    public String text(String name) throws OciFormatException {
        return optionalText(name).orElse("");
    }

    public Optional<String> optionalText(String name) throws OciFormatException {
        return value(name, String.class, "a string");
    }

    /** A string that must be there. */
    public String requiredText(String name) throws OciFormatException {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    /** A whole number, 0 when absent. */
    public long number(String name) throws OciFormatException {
        Optional<BigDecimal> number = value(name, BigDecimal.class, "a number");
        try {
            return number.isPresent() ? number.get().longValueExact() : 0;
        } catch (ArithmeticException e) {
            throw new OciFormatException("got " + number.get() + " for " + path(name) + ", want a whole number", e);
        }
    }

    public boolean flag(String name) throws OciFormatException {
        return value(name, Boolean.class, "true or false").orElse(false);
    }

    public Optional<JsonDocument> object(String name) throws OciFormatException {
        Optional<Map<?, ?>> found = value(name, Map.class, "an object").map(map -> (Map<?, ?>) map);
        return found.map(map -> child(path(name), map));
    }

    /** Strings; empty when absent. */
    public List<String> texts(String name) throws OciFormatException {
        return optionalTexts(name).orElse(List.of());
    }

    public Optional<List<String>> optionalTexts(String name) throws OciFormatException {
        Optional<List<?>> found = value(name, List.class, "an array").map(list -> (List<?>) list);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (Object element : found.get()) {
            if (!(element instanceof String text)) {
                throw new OciFormatException("got an element that is no string in " + path(name));
            }
            texts.add(text);
        }
        return Optional.of(texts);
    }

    /** Objects; empty when absent. */
    public List<JsonDocument> objects(String name) throws OciFormatException {
        List<JsonDocument> documents = new ArrayList<>();
        Optional<List<?>> found = value(name, List.class, "an array").map(list -> (List<?>) list);
        for (Object element : found.isPresent() ? found.get() : List.of()) {
            if (!(element instanceof Map<?, ?> map)) {
                throw new OciFormatException("got an element that is no object in " + path(name));
            }
            documents.add(child(path(name), map));
        }
        return documents;
    }

    /** A map of strings; empty when absent. */
    public Map<String, String> textMap(String name) throws OciFormatException {
        Map<String, String> map = new LinkedHashMap<>();
        Optional<JsonDocument> found = object(name);
        for (String key : found.isPresent() ? found.get().names() : List.<String>of()) {
            map.put(key, found.get().text(key));
        }
        return map;
    }

    private <T> Optional<T> value(String name, Class<T> type, String wanted) throws OciFormatException {
        Object value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw new OciFormatException("got something else for " + path(name) + ", want " + wanted);
        }
        return Optional.of(type.cast(value));
    }

    private OciFormatException missing(String name) {
        return new OciFormatException("got no " + path(name));
    }

    private String path(String name) {
        return where + ", \"" + name + "\"";
    }

    @SuppressWarnings("unchecked") // every map here was made by object(JsonParser)
    private static JsonDocument child(String where, Map<?, ?> map) {
        return new JsonDocument(where, (Map<String, @Nullable Object>) map);
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            map.put(name, any(parser));
        }
        return map;
    }

    private static @Nullable Object any(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT:
                return object(parser);
            case START_ARRAY:
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(any(parser));
                }
                return list;
            case VALUE_STRING:
                return parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT:
                return parser.getDecimalValue();
            case VALUE_TRUE:
                return Boolean.TRUE;
            case VALUE_FALSE:
                return Boolean.FALSE;
            default:
                return null;
        }
    }
}
