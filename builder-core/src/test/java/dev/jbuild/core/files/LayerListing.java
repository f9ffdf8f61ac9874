package dev.jbuild.core.files;

import dev.jbuild.core.layer.FileBytes;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerEntry.Present;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreeEntry.Special;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A layer as lines, in path order, written as in a {@link Recipe} with nothing left to be understood. A file has the first twelve digits of
 * the digest of its content and its size, one of a short text also that; {@code x} is a deletion.
 */
public final class LayerListing {
    private static final int SHORT_BYTES = 60;

    private LayerListing() {}

    /** Where the bytes of a file are. */
    public interface Contents {
        FileBytes of(Present file);
    }

    public static List<String> of(LayerIndex index, Contents contents) throws IOException {
        List<String> text = new ArrayList<>();
        Map<Integer, TreePath> groups = new HashMap<>();
        for (LayerEntry entry : index.entries()) {
            String path = Recipe.word(entry.path().toBytes());
            if (entry instanceof Present present) {
                TreePath first =
                        present.linkGroup() == 0 ? null : groups.putIfAbsent(present.linkGroup(), present.path());
                text.add(
                        first == null
                                ? line(present, path, contents)
                                : "h %s -> %s".formatted(path, Recipe.text(first.toBytes())));
            } else {
                text.add("x " + path);
            }
        }
        return text;
    }

    private static String line(Present present, String path, Contents contents) throws IOException {
        Attributes a = present.entry().attributes();
        StringBuilder line = new StringBuilder("%c %s %o %d:%d @%d"
                .formatted(type(present.entry()), path, a.mode(), a.uid(), a.gid(), a.mtimeSeconds()));
        a.xattrs()
                .forEach((name, value) ->
                        line.append(' ').append(name).append('=').append(value(value)));
        if (present.entry() instanceof TreeEntry.Symlink link) {
            line.append(" -> ").append(Recipe.text(link.target()));
        } else if (present.entry() instanceof TreeEntry.RegularFile file) {
            try (InputStream in = contents.of(present).open()) {
                line.append(content(in.readAllBytes()));
            }
        } else if (present.entry() instanceof Special special && special.major() + special.minor() > 0) {
            line.append(" %d,%d".formatted(special.major(), special.minor()));
        }
        return line.toString();
    }

    private static char type(TreeEntry entry) {
        if (entry instanceof Special special) {
            return switch (special.type()) {
                case FIFO -> 'p';
                case SOCKET -> 's';
                case BLOCK_DEVICE -> 'b';
                case CHARACTER_DEVICE -> 'c';
            };
        }
        return entry instanceof TreeEntry.Directory ? 'd' : entry instanceof TreeEntry.Symlink ? 'l' : 'f';
    }

    private static String value(byte[] value) {
        for (byte b : value) {
            if (b <= ' ' || b >= 0x7f) {
                return "0x" + HexFormat.of().formatHex(value);
            }
        }
        return Recipe.word(value);
    }

    private static String content(byte[] bytes) {
        String digest = " sha256:%s %d".formatted(Digest.of(bytes).hex().substring(0, 12), bytes.length);
        boolean text = bytes.length > 0 && bytes.length <= SHORT_BYTES;
        for (byte b : bytes) {
            text &= b >= ' ' && b < 0x7f || b == '\n';
        }
        return text ? digest + " = " + Recipe.text(bytes) : digest;
    }
}
