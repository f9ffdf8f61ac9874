package dev.jbuild.core.compare;

import dev.jbuild.core.compare.Difference.Field;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.TreeEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What two entries of one path differ in, as people read it. */
final class EntryFields {
    private final List<Field> fields = new ArrayList<>();

    private EntryFields() {}

    /** Of two lines of layers. */
    static List<Field> of(LayerEntry before, LayerEntry after) {
        if (before instanceof LayerEntry.Present one && after instanceof LayerEntry.Present two) {
            return of(one.entry(), two.entry());
        }
        if (before instanceof LayerEntry.Link one && after instanceof LayerEntry.Link two) {
            EntryFields found = new EntryFields();
            found.compare("target", one.target().toString(), two.target().toString());
            return found.fields;
        }
        EntryFields found = new EntryFields();
        found.compare("type", type(before), type(after));
        return found.fields;
    }

    /** Of two files. */
    static List<Field> of(TreeEntry before, TreeEntry after) {
        EntryFields found = new EntryFields();
        found.compare("type", type(before), type(after));
        Attributes one = before.attributes();
        Attributes two = after.attributes();
        found.compare("mode", "%04o".formatted(one.mode()), "%04o".formatted(two.mode()));
        found.compare("owner", one.uid() + ":" + one.gid(), two.uid() + ":" + two.gid());
        found.compare("mtime", time(one), time(two));
        if (before instanceof TreeEntry.RegularFile file && after instanceof TreeEntry.RegularFile other) {
            found.compare("size", String.valueOf(file.sizeBytes()), String.valueOf(other.sizeBytes()));
            found.compare("content", file.content().toString(), other.content().toString());
        } else if (before instanceof TreeEntry.Symlink link && after instanceof TreeEntry.Symlink other) {
            found.compare("target", text(link.target()), text(other.target()));
        } else if (before instanceof TreeEntry.Special node && after instanceof TreeEntry.Special other) {
            found.compare("device", node.major() + ":" + node.minor(), other.major() + ":" + other.minor());
        }
        found.xattrs(one.xattrs(), two.xattrs());
        return found.fields;
    }

    private void xattrs(Map<String, byte[]> before, Map<String, byte[]> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            if (!Arrays.equals(before.get(name), after.get(name))) {
                fields.add(new Field("xattr " + name, value(before.get(name)), value(after.get(name))));
            }
        }
    }

    private static String value(byte[] bytes) {
        return bytes == null
                ? ""
                : "%d bytes, %s".formatted(bytes.length, Digest.of(bytes).shortHex());
    }

    private void compare(String name, String before, String after) {
        if (!Objects.equals(before, after)) {
            fields.add(new Field(name, before, after));
        }
    }

    private static String time(Attributes attributes) {
        try {
            return Instant.ofEpochSecond(attributes.mtimeSeconds()).toString();
        } catch (java.time.DateTimeException e) {
            return String.valueOf(attributes.mtimeSeconds());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String type(LayerEntry entry) {
        if (entry instanceof LayerEntry.Present present) {
            return type(present.entry());
        }
        if (entry instanceof LayerEntry.Link) {
            return "hard link";
        }
        return entry instanceof LayerEntry.Whiteout ? "removal" : "opaque mark";
    }

    private static String type(TreeEntry entry) {
        return entry.match(new TreeEntry.Cases<>() {
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
                return "symbolic link";
            }

            @Override
            public String special(TreeEntry.Special special) {
                return special.type().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
            }
        });
    }
}
