package dev.jbuild.core.solver;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * One file of a list that is kept for explanations: its path, and words for what may change. {@link #parse} and {@link #toString}
 * are inverses; the text has one line and one character for each byte (ISO 8859-1).
 */
record FileLine(TreePath path, String type, String mode, String owner, String content, String xattrs) {
    static final int DIGEST_CHARS = 16; // enough to tell two contents of one file apart
    static final char SEPARATOR = '\t';
    private static final String ROOTS = "0:0";
    private static final int MODE_DIGITS = 4;
    private static final int FIELDS = 6;

    static FileLine of(TreePath path, TreeEntry entry) {
        Attributes attributes = entry.attributes();
        return new FileLine(
                path,
                entry.match(TYPE),
                octal(attributes.mode()),
                attributes.uid() == 0 && attributes.gid() == 0 ? ROOTS : attributes.uid() + ":" + attributes.gid(),
                entry.match(CONTENT),
                xattrs(attributes));
    }

    static FileLine parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("got " + fields.length + " fields, want " + FIELDS);
        }
        byte[] path = unescape(fields[FIELDS - 1]).getBytes(StandardCharsets.ISO_8859_1);
        return new FileLine(TreePath.of(path), fields[0], fields[1], fields[2], unescape(fields[3]), fields[4]);
    }

    @Override
    public String toString() {
        String name = new String(path.toBytes(), StandardCharsets.ISO_8859_1);
        StringBuilder line = new StringBuilder(type.length() + content.length() + name.length() + 32);
        line.append(beginning()).append(escape(content)).append(SEPARATOR).append(xattrs);
        return line.append(SEPARATOR).append(escape(name)).toString();
    }

    /** What the text begins with, up to the content. */
    String beginning() {
        return type + SEPARATOR + mode + SEPARATOR + owner + SEPARATOR;
    }

    /** Four digits and more; format strings would take longer than all else for a long list. */
    private static String octal(int mode) {
        String digits = Integer.toOctalString(mode);
        return digits.length() >= MODE_DIGITS ? digits : "0".repeat(MODE_DIGITS - digits.length()) + digits;
    }

    /** What differs from how the same path was before, for people; empty when nothing does. */
    List<String> changesFrom(FileLine before) {
        if (!type.equals(before.type)) {
            return List.of(before.type + " → " + type);
        }
        List<String> changes = new ArrayList<>();
        if (!content.equals(before.content)) {
            changes.add("content");
        }
        if (!mode.equals(before.mode)) {
            changes.add("mode " + before.mode + " → " + mode);
        }
        if (!owner.equals(before.owner)) {
            changes.add("owner " + before.owner + " → " + owner);
        }
        if (!xattrs.equals(before.xattrs)) {
            changes.add("extended attributes");
        }
        return changes;
    }

    private static String xattrs(Attributes attributes) {
        if (attributes.xattrs().isEmpty()) {
            return "";
        }
        StringBuilder all = new StringBuilder();
        for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
            all.append(xattr.getKey())
                    .append('=')
                    .append(Digest.of(xattr.getValue()))
                    .append('\n');
        }
        return Digest.ofUtf8(all.toString()).hex().substring(0, DIGEST_CHARS);
    }

    private static String escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c < ' ') {
                return escapeAll(text);
            }
        }
        return text;
    }

    private static String escapeAll(String text) {
        return text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char next = text.charAt(++i);
            plain.append(
                    switch (next) {
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case 't' -> '\t';
                        default -> next;
                    });
        }
        return plain.toString();
    }

    private static final TreeEntry.Cases<String> TYPE = new TreeEntry.Cases<>() {
        @Override
        public String directory(TreeEntry.Directory directory) {
            return "directory";
        }

        @Override
        public String regularFile(TreeEntry.RegularFile file) {
            return "file";
        }

        @Override
        public String symlink(TreeEntry.Symlink link) {
            return "link";
        }

        @Override
        public String special(TreeEntry.Special special) {
            return "special file";
        }
    };

    private static final TreeEntry.Cases<String> CONTENT = new TreeEntry.Cases<>() {
        @Override
        public String directory(TreeEntry.Directory directory) {
            return "";
        }

        @Override
        public String regularFile(TreeEntry.RegularFile file) {
            return HexFormat.of().formatHex(file.content().hash(), 0, DIGEST_CHARS / 2);
        }

        @Override
        public String symlink(TreeEntry.Symlink link) {
            return new String(link.target(), StandardCharsets.ISO_8859_1);
        }

        @Override
        public String special(TreeEntry.Special special) {
            return special.type() + " " + special.major() + ":" + special.minor();
        }
    };
}
