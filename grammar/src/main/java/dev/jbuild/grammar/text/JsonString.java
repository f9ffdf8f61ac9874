package dev.jbuild.grammar.text;

/** Strings as JSON. */
public final class JsonString {

    private JsonString() {}

    /** The string between double quotes; all control characters are escaped, others stand for themselves. */
    public static String quote(String value) {
        StringBuilder out = new StringBuilder(value.length() + 2);
        append(out, value);
        return out.toString();
    }

    /** Writes what {@link #quote} returns. */
    public static void append(StringBuilder out, String value) {
        out.append('"');
        int written = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\' || c < ' ' || c == 0x7F) {
                out.append(value.substring(written, i));
                escape(out, c);
                written = i + 1;
            }
        }
        // As a whole where nothing had to be escaped: a piece is copied character by character.
        out.append(written == 0 ? value : value.substring(written)).append('"');
    }

    private static void escape(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default ->
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
        }
    }
}
