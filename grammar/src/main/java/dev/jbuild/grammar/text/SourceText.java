package dev.jbuild.grammar.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * The text of a file and its name in messages. A byte order mark is not part of it. A line ends with LF; a CR before it is not part of the
 * line either, but stays in the text. Immutable.
 */
public final class SourceText {

    /** The largest Dockerfile that is read: as much as other builders take in one message. */
    public static final int MAX_BYTES = 16 * 1024 * 1024; // 16 MiB

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final char REPLACEMENT = '\uFFFD';

    private final String name;
    private final String text;
    private final LineIndex lines;
    private final BitSet malformed;

    private SourceText(String name, String text, BitSet malformed) {
        this.name = name;
        this.text = text;
        this.lines = LineIndex.of(text);
        this.malformed = malformed;
    }

    public static SourceText of(String name, String text) {
        return of(name, text, new BitSet());
    }

    private static SourceText of(String name, String text, BitSet malformed) {
        String body = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        return new SourceText(name, body, malformed);
    }

    /**
     * Decodes UTF-8. Bytes that are none become U+FFFD, and {@link #isMalformed} tells, so that a comment in another encoding does no harm.
     *
     * @throws SyntaxException if it is larger than {@link #MAX_BYTES}, UTF-16, or no text: not UTF-8 and with NULs, or one at its beginning
     */
    public static SourceText decode(String name, byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw tooLarge(name);
        }
        if (startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF)) {
            throw refusal(name, "the file is UTF-16, want UTF-8", "save it as UTF-8");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean malformed = text.indexOf(REPLACEMENT) >= 0;
        if (text.startsWith("\0") || malformed && text.indexOf('\0') >= 0) {
            throw refusal(name, "the file is no text, want instructions", "give a Dockerfile");
        }
        return of(name, text, malformed ? malformedLines(bytes) : new BitSet());
    }

    private static SyntaxException refusal(String name, String message, String hint) {
        return SyntaxException.of(
                of(name, ""), Problem.error("encoding", message, Span.at(1, 1)).withHint(hint));
    }

    /**
     * Reads to the end, but never more than {@link #MAX_BYTES}; does not close {@code in}.
     *
     * @throws SyntaxException as {@link #decode}
     */
    public static SourceText read(String name, InputStream in) throws IOException {
        return decode(name, in.readNBytes(MAX_BYTES + 1));
    }

    public String name() {
        return name;
    }

    public String text() {
        return text;
    }

    /** The number of lines; what follows the last LF is a line only if it has a character. */
    public int lineCount() {
        return lines.count();
    }

    /** A line without its end, counted from 1. In a file of very many lines it takes a while to find one; who reads all goes from each to the next. */
    public String line(int number) {
        return text.substring(lineStart(number), lineEnd(number));
    }

    /** The index in {@link #text()} of a line's first character. */
    public int lineStart(int number) {
        return lines.start(number);
    }

    /** The index in {@link #text()} behind a line's last character, its CR and LF left out. */
    public int lineEnd(int number) {
        int start = lineStart(number);
        return lineEnd(start, lines.next(start));
    }

    /** The same of the line that begins at {@code start}, if the next begins at {@code end}. */
    public int lineEnd(int start, int next) {
        int end = next;
        if (end > start && text.charAt(end - 1) == '\n') {
            end--;
        }
        while (end > start && text.charAt(end - 1) == '\r') {
            end--;
        }
        return end;
    }

    /** The index in {@link #text()} behind the line that begins at {@code start}, and its end. */
    public int nextLine(int start) {
        return lines.next(start);
    }

    /** Whether a line has bytes that are not UTF-8, and U+FFFD in place of them. */
    public boolean isMalformed(int line) {
        return malformed.get(line);
    }

    private static BitSet malformedLines(byte[] bytes) {
        BitSet lines = new BitSet();
        int line = 1;
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
                lines.set(line++, !isUtf8(bytes, start, i));
                start = i + 1;
            }
        }
        return lines;
    }

    private static boolean isUtf8(byte[] bytes, int start, int end) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, end - start));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length >= 2 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
    }

    private static SyntaxException tooLarge(String name) {
        return SyntaxException.of(
                of(name, ""),
                Problem.error("too-large", "the file has more than %d MiB".formatted(MAX_BYTES >> 20), Span.at(1, 1)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceText that && name.equals(that.name) && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + text.hashCode();
    }

    @Override
    public String toString() {
        return name + " (" + lineCount() + " lines)";
    }
}
