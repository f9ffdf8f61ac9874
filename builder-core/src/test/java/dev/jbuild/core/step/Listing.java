package dev.jbuild.core.step;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import dev.jbuild.core.layer.Ancestors;
import dev.jbuild.core.layer.LayerWriter;
import dev.jbuild.core.layer.NewFile;
import dev.jbuild.core.layer.WrittenLayer;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files as lines of text: type ({@code d f l p b c s}, {@code h} for a second name, {@code x} for a deletion), path, then mode,
 * owner, time ({@code @seconds}), xattrs ({@code user.a=b}), and what is in it: {@code = text}, {@code -> target},
 * {@code major,minor}.
 */
public record Listing(List<Line> lines) {

    /** One file. */
    public record Line(
            char type,
            String path,
            int mode,
            long uid,
            long gid,
            long mtime,
            SortedMap<String, byte[]> xattrs,
            String content) {

        Attributes attributes() {
            return new Attributes(mode, uid, gid, mtime, xattrs);
        }
    }

    public static Listing parse(List<String> text) {
        List<Line> lines = new ArrayList<>();
        for (String line : text) {
            if (!line.isBlank()) {
                lines.add(line(line.strip()));
            }
        }
        return new Listing(lines);
    }

    private static Line line(String text) {
        int equals = text.indexOf(" = ");
        int arrow = text.indexOf(" -> ");
        String head = equals >= 0 ? text.substring(0, equals) : arrow >= 0 ? text.substring(0, arrow) : text;
        String content = equals >= 0 ? text.substring(equals + 3) : arrow >= 0 ? text.substring(arrow + 4) : "";
        String[] words = head.split(" +");
        char type = words[0].charAt(0);
        int mode = type == 'd' ? 0755 : type == 'l' ? 0777 : 0644;
        long uid = 0;
        long gid = 0;
        long mtime = 100;
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        for (int i = 2; i < words.length; i++) {
            String word = words[i];
            if (word.startsWith("@")) {
                mtime = Long.parseLong(word.substring(1));
            } else if (word.contains("=")) {
                xattrs.put(word.split("=")[0], word.split("=")[1].getBytes(StandardCharsets.UTF_8));
            } else if (word.contains(":")) {
                uid = Long.parseLong(word.split(":")[0]);
                gid = Long.parseLong(word.split(":")[1]);
            } else if (word.contains(",")) {
                content = word;
            } else {
                mode = Integer.parseInt(word, 8);
            }
        }
        return new Line(type, words[1], mode, uid, gid, mtime, xattrs, content);
    }

    InMemoryRootDirectory directory() {
        InMemoryRootDirectory root = new InMemoryRootDirectory(100);
        for (Line line : lines) {
            switch (line.type) {
                case 'd' -> root.directory(line.path);
                case 'f' -> root.file(unescaped(line.path), line.content.getBytes(StandardCharsets.UTF_8));
                case 'l' -> root.link(line.path, line.content);
                case 'h' -> root.hardLink(line.path, line.content);
                case 'p' -> root.special(line.path, FileKind.FIFO, 0, 0);
                case 's' -> root.special(line.path, FileKind.SOCKET, 0, 0);
                case 'c' -> root.special(line.path, FileKind.CHARACTER_DEVICE, major(line), minor(line));
                case 'b' -> root.special(line.path, FileKind.BLOCK_DEVICE, major(line), minor(line));
                default -> throw new IllegalArgumentException("type " + line.type);
            }
            if (line.type != 'h') {
                root.mode(line.mode).owner(line.uid, line.gid).mtime(line.mtime);
                line.xattrs.forEach((name, value) -> root.xattr(name, new String(value, StandardCharsets.UTF_8)));
            }
        }
        return root;
    }

    /** {@code %ff} for a byte. */
    public static TreePath unescaped(String path) {
        byte[] raw = path.getBytes(StandardCharsets.UTF_8);
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                out.write(Integer.parseInt(path.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.write(raw[i]);
            }
        }
        return TreePath.of(out.toByteArray());
    }

    private static int major(Line line) {
        return Integer.parseInt(line.content.split(",")[0]);
    }

    private static int minor(Line line) {
        return Integer.parseInt(line.content.split(",")[1]);
    }

    /** Writes the lines as a layer. */
    WrittenLayer layer(BlobStore blobs) throws IOException {
        SortedMap<TreePath, Line> sorted = new TreeMap<>();
        Map<String, Integer> groups = new java.util.HashMap<>();
        for (Line line : lines) {
            sorted.put(TreePath.of(line.path), line);
            if (line.type == 'h') {
                groups.putIfAbsent(line.content, groups.size() + 1);
            }
        }
        try (LayerWriter writer = LayerWriter.create(blobs, Ancestors.in(Tree.EMPTY, 1))) {
            for (Map.Entry<TreePath, Line> entry : sorted.entrySet()) {
                write(writer, entry.getKey(), entry.getValue(), groups);
            }
            return writer.commit();
        }
    }

    private static void write(LayerWriter writer, TreePath path, Line line, Map<String, Integer> groups)
            throws IOException {
        byte[] content = line.content.getBytes(StandardCharsets.UTF_8);
        switch (line.type) {
            case 'd' -> writer.add(path, new TreeEntry.Directory(line.attributes()));
            case 'l' -> writer.add(path, new TreeEntry.Symlink(line.attributes(), content));
            case 'h' -> writer.addLink(path, groups.get(line.content));
            case 'f' -> {
                int group = groups.getOrDefault(line.path, 0);
                writer.addFile(
                        new NewFile(path, line.attributes(), content.length, group),
                        () -> new ByteArrayInputStream(content));
            }
            case 'p' -> writer.add(path, new TreeEntry.Special(line.attributes(), TreeEntry.Special.Type.FIFO, 0, 0));
            default -> throw new IllegalArgumentException("type " + line.type);
        }
    }

    /** A layer as lines, in order. */
    public static List<String> of(LayerIndex index, Tree whole, CopyCase.Content bytes) throws IOException {
        List<String> text = new ArrayList<>();
        Map<Integer, TreePath> groups = new java.util.HashMap<>();
        for (LayerEntry entry : index.entries()) {
            if (entry instanceof Present present) {
                TreePath first =
                        present.linkGroup() == 0 ? null : groups.putIfAbsent(present.linkGroup(), present.path());
                text.add(first == null ? line(present, whole, bytes) : "h " + escaped(present.path()) + " -> " + first);
            } else {
                text.add("x " + entry.path());
            }
        }
        return text;
    }

    private static String line(Present present, Tree whole, CopyCase.Content bytes) throws IOException {
        Attributes a = present.entry().attributes();
        StringBuilder xattrs = new StringBuilder();
        a.xattrs()
                .forEach((name, value) ->
                        xattrs.append(' ').append(name).append('=').append(new String(value, StandardCharsets.UTF_8)));
        String type = present.entry() instanceof TreeEntry.Directory
                ? "d"
                : present.entry() instanceof TreeEntry.Symlink ? "l" : "f";
        String tail = "";
        if (present.entry() instanceof TreeEntry.Symlink link) {
            tail = " -> " + new String(link.target(), StandardCharsets.UTF_8);
        } else if (present.entry() instanceof TreeEntry.RegularFile) {
            try (InputStream in = bytes.open(whole, present.path())) {
                String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                tail = content.isEmpty()
                        ? ""
                        : " = " + (content.indexOf(0) >= 0 ? "<binary>" : content.replace("\n", "\\n"));
            }
        } else if (present.entry() instanceof TreeEntry.Special special) {
            type = special.type() == TreeEntry.Special.Type.FIFO
                    ? "p"
                    : special.type() == TreeEntry.Special.Type.BLOCK_DEVICE ? "b" : "c";
            tail = type.equals("p") ? "" : " " + special.major() + "," + special.minor();
        }
        return "%s %s %o %d:%d @%d%s%s"
                .formatted(type, escaped(present.path()), a.mode(), a.uid(), a.gid(), a.mtimeSeconds(), xattrs, tail);
    }

    private static String escaped(TreePath path) {
        StringBuilder text = new StringBuilder();
        for (byte b : path.toBytes()) {
            text.append(b < 0x20 ? "%%%02x".formatted(b & 0xff) : String.valueOf((char) b));
        }
        return text.toString();
    }
}
