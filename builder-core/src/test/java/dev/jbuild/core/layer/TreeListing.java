package dev.jbuild.core.layer;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Trees as text, one file a line: type, mode, owner, time, path, what it holds, xattrs. Types are d, f, l, p, c, b and h for another name of
 * an earlier file; {@code \xNN} is a byte; the root is a dot.
 */
final class TreeListing {
    private final InMemoryRootDirectory directory = new InMemoryRootDirectory();

    private TreeListing() {}

    static TreeListing read(List<String> lines) {
        TreeListing listing = new TreeListing();
        lines.stream().filter(line -> !line.isBlank()).forEach(listing::add);
        return listing;
    }

    InMemoryRootDirectory directory() {
        return directory;
    }

    private void add(String line) {
        String[] words = line.split(" ");
        TreePath path = TreePath.of(bytes(words[4]));
        String what = words.length > 5 && !"dp".contains(words[0]) ? words[5] : "";
        make(words[0].charAt(0), path, what);
        if (words[0].equals("h")) {
            return;
        }
        String[] owner = words[2].split(":");
        directory.mode(Integer.parseInt(words[1], 8)).owner(Long.parseLong(owner[0]), Long.parseLong(owner[1]));
        directory.mtime(Long.parseLong(words[3].substring(1)));
        for (int i = what.isEmpty() ? 5 : 6; i < words.length; i++) {
            directory.xattr(
                    words[i].substring(0, words[i].indexOf('=')), words[i].substring(words[i].indexOf('=') + 1));
        }
    }

    private void make(char type, TreePath path, String what) {
        switch (type) {
            case 'd' -> directory.directory(path.toString());
            case 'f' -> directory.file(path, what.getBytes(StandardCharsets.UTF_8));
            case 'l' -> directory.link(path.toString(), what);
            case 'p' -> directory.special(path.toString(), FileKind.FIFO, 0, 0);
            case 'c', 'b' -> {
                String[] numbers = what.split(":");
                directory.special(
                        path.toString(),
                        type == 'c' ? FileKind.CHARACTER_DEVICE : FileKind.BLOCK_DEVICE,
                        Integer.parseInt(numbers[0]),
                        Integer.parseInt(numbers[1]));
            }
            case 'h' -> directory.hardLink(path.toString(), what);
            default -> throw new IllegalArgumentException("a line of type " + type);
        }
    }

    /** An entry of a tar as a line. */
    static String line(TarEntry entry, byte[] content) {
        Attributes attributes = entry.attributes();
        List<String> words = new ArrayList<>();
        words.add(type(entry));
        words.add("%04o".formatted(attributes.mode()));
        words.add(attributes.uid() + ":" + attributes.gid());
        words.add("@" + attributes.mtimeSeconds());
        words.add(entry.path().isRoot() ? "." : entry.path().toString());
        switch (entry.type()) {
            case REGULAR -> words.add(new String(content, StandardCharsets.UTF_8));
            case SYMLINK -> words.add(new String(entry.target(), StandardCharsets.UTF_8));
            case HARD_LINK -> words.add(entry.linkTarget().toString());
            case CHARACTER_DEVICE, BLOCK_DEVICE -> words.add(entry.major() + ":" + entry.minor());
            default -> {}
        }
        attributes.xattrs().forEach((name, value) -> words.add(name + "=" + new String(value, StandardCharsets.UTF_8)));
        return String.join(" ", words).stripTrailing();
    }

    private static String type(TarEntry entry) {
        return switch (entry.type()) {
            case REGULAR, WHITEOUT, OPAQUE -> "f";
            case HARD_LINK -> "h";
            case SYMLINK -> "l";
            case DIRECTORY -> "d";
            case FIFO -> "p";
            case CHARACTER_DEVICE -> "c";
            case BLOCK_DEVICE -> "b";
        };
    }

    private static byte[] bytes(String text) {
        if (text.equals(".")) {
            return new byte[0];
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\x", i)) {
                out.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                out.writeBytes(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }
}
