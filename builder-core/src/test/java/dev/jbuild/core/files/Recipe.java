package dev.jbuild.core.files;

import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files, one a line: type, path, then in any order mode, {@code owner:group}, {@code @mtime}, extended attributes as
 * {@code user.a=text} or {@code security.b=0x00ff}, {@code major,minor} and {@code hole=BYTES}, then what is in it: {@code = text} or
 * {@code -> target}. Types are {@code d f l p s c b}, {@code h} for another name of the file behind the arrow, and {@code g} for a submodule, the repository behind the arrow. A mode that is not
 * said is 755 of a directory, 777 of a link and 644 of others; a time is 100. {@code %ff} in a path, text or target is that byte.
 * {@code archive NAME @mtime} is an archive, compressed as its name ends, of the indented lines below. A line that begins with
 * {@code #} is a comment.
 */
public record Recipe(List<Line> lines) {
    private static final int USUAL_TIME = 100;

    public Recipe {
        lines = List.copyOf(lines);
    }

    /**
     * One file.
     *
     * @param content the bytes of a file or the target of a link
     * @param holeBytes how many bytes that nobody wrote come before the content
     * @param archive the files of an archive; none of others
     */
    public record Line(
            char type, String path, Attributes attributes, byte[] content, long holeBytes, List<Line> archive) {

        public TreePath treePath() {
            return TreePath.of(bytes(path));
        }

        /** The path that a hard link has its file from. */
        public TreePath linked() {
            return TreePath.of(content);
        }

        /** An archive with one more file. */
        public Line with(Line file) {
            List<Line> all = new ArrayList<>(archive);
            all.add(file);
            return new Line(type, path, attributes, content, holeBytes, List.copyOf(all));
        }

        /** The hole and the content. */
        public byte[] allBytes() {
            byte[] all = new byte[Math.toIntExact(holeBytes + content.length)];
            System.arraycopy(content, 0, all, (int) holeBytes, content.length);
            return all;
        }
    }

    /** What is said of a file but its path and content; device numbers are 0 of what has none. */
    public record Attributes(
            int mode, long uid, long gid, long mtimeSeconds, SortedMap<String, byte[]> xattrs, int major, int minor) {}

    public boolean has(String path) {
        return lines.stream().anyMatch(line -> line.path.equals(path));
    }

    /** The same files, and one more. */
    public Recipe with(Line file) {
        List<Line> all = new ArrayList<>(lines);
        all.add(file);
        return new Recipe(all);
    }

    public static Recipe parse(List<String> text) {
        List<Line> lines = new ArrayList<>();
        List<Line> packed = new ArrayList<>();
        for (String line : text) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("  ")) {
                packed.add(line(line.strip()));
                continue;
            }
            fill(lines, packed);
            packed = new ArrayList<>();
            lines.add(line(line.startsWith("archive ") ? "a" + line.substring("archive".length()) : line));
        }
        fill(lines, packed);
        return new Recipe(lines);
    }

    private static void fill(List<Line> lines, List<Line> packed) {
        if (!packed.isEmpty()) {
            Line archive = lines.remove(lines.size() - 1);
            lines.add(new Line('a', archive.path, archive.attributes, archive.content, 0, List.copyOf(packed)));
        }
    }

    private static Line line(String text) {
        int equals = text.indexOf(" = ");
        int arrow = text.indexOf(" -> ");
        int head = equals >= 0 ? equals : arrow >= 0 ? arrow : text.length();
        String[] words = text.substring(0, head).split(" +");
        char type = words[0].charAt(0);
        Builder line = new Builder(type);
        for (String word : Arrays.asList(words).subList(2, words.length)) {
            line.word(word);
        }
        String content = equals >= 0 ? text.substring(equals + 3) : arrow >= 0 ? text.substring(arrow + 4) : "";
        return new Line(type, words[1], line.attributes(), bytes(content), line.holeBytes, List.of());
    }

    /** Collects the words of a line. */
    private static final class Builder {
        private final SortedMap<String, byte[]> xattrs = new TreeMap<>();
        private int mode;
        private long[] owner = {0, 0};
        private long[] device = {0, 0};
        private long mtimeSeconds = USUAL_TIME;
        private long holeBytes;

        Builder(char type) {
            mode = type == 'd' || type == 'g' ? 0755 : type == 'l' ? 0777 : 0644;
        }

        void word(String word) {
            if (word.startsWith("@")) {
                mtimeSeconds = Long.parseLong(word.substring(1));
            } else if (word.startsWith("hole=")) {
                holeBytes = Long.parseLong(word.substring("hole=".length()));
            } else if (word.contains("=")) {
                String[] parts = word.split("=", 2);
                xattrs.put(
                        parts[0],
                        parts[1].startsWith("0x") ? HexFormat.of().parseHex(parts[1].substring(2)) : bytes(parts[1]));
            } else if (word.contains(":")) {
                owner = pair(word, ":");
            } else if (word.contains(",")) {
                device = pair(word, ",");
            } else {
                mode = Integer.parseInt(word, 8);
            }
        }

        private static long[] pair(String word, String separator) {
            return Arrays.stream(word.split(separator))
                    .mapToLong(Long::parseLong)
                    .toArray();
        }

        Attributes attributes() {
            return new Attributes(mode, owner[0], owner[1], mtimeSeconds, xattrs, (int) device[0], (int) device[1]);
        }
    }

    /** The bytes of a text in which {@code %ff} is a byte. */
    public static byte[] bytes(String text) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                out.write(Integer.parseInt(new String(raw, i + 1, 2, StandardCharsets.US_ASCII), 16));
                i += 2;
            } else {
                out.write(raw[i]);
            }
        }
        return out.toByteArray();
    }

    /** The text of bytes: what is no printable character of ASCII, and the percent sign, becomes {@code %ff}. */
    static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            boolean plain = b >= ' ' && b < 0x7f && b != '%';
            text.append(plain ? String.valueOf((char) b) : "%%%02x".formatted(b & 0xff));
        }
        return text.toString();
    }

    /** The same, where a blank ends a word. */
    static String word(byte[] bytes) {
        return text(bytes).replace(" ", "%20");
    }
}
