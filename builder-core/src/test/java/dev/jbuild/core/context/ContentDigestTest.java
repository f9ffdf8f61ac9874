package dev.jbuild.core.context;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Records of caches name it, so that it may never become another one. */
class ContentDigestTest {
    private final ByteArrayOutputStream expected = new ByteArrayOutputStream();

    @Test
    void hashesEachFieldOfManyFiles() {
        check(EnumSet.noneOf(ContentDigest.Ignored.class));
    }

    @Test
    void leavesOutWhatACopyOverrides() {
        check(EnumSet.of(ContentDigest.Ignored.OWNER));
        check(EnumSet.allOf(ContentDigest.Ignored.class));
    }

    private void check(Set<ContentDigest.Ignored> ignored) {
        boolean owner = !ignored.contains(ContentDigest.Ignored.OWNER);
        boolean mode = !ignored.contains(ContentDigest.Ignored.MODE);
        expected.reset();
        text("selection/2".getBytes(UTF_8));
        number(owner ? 0 : 1);
        number(mode ? 0 : 1);
        ContentDigest digest = new ContentDigest(ignored);
        for (int i = 0; i < 300; i++) {
            Attributes attributes = attributes(i);
            TreePath name = TreePath.of("n".repeat(1 + i * 7 % 250) + "/" + "m".repeat(1 + i % 200));
            boolean link = i % 50 == 3;
            byte[] content = ("content of " + i).getBytes(UTF_8);
            number(link ? 'l' : 'f');
            text(name.toBytes());
            number(!mode ? 0 : link ? 0777 : attributes.mode());
            number(owner ? attributes.uid() : 0);
            number(owner ? attributes.gid() : 0);
            number(attributes.xattrs().size());
            attributes.xattrs().forEach((key, value) -> {
                text(key.getBytes(UTF_8));
                text(value);
            });
            if (link) {
                text(content);
                digest.add(name, new TreeEntry.Symlink(attributes, content));
            } else {
                number(content.length);
                text(Digest.of(content).hash());
                digest.add(name, new TreeEntry.RegularFile(attributes, content.length, Digest.of(content)));
            }
        }
        assertThat(digest.digest()).isEqualTo(Digest.of(expected.toByteArray()));
    }

    /** Of one mode and owner for some files, then others; times differ, and do not count. */
    private static Attributes attributes(int number) {
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        if (number % 41 == 1) {
            xattrs.put("user.note", new byte[] {1, 2});
        }
        int some = number / 5;
        return new Attributes(0600 + some % 8, some % 3 * 100_000L, some % 2, number, xattrs);
    }

    private void number(long value) {
        long left = value;
        while (left > 0x7f) {
            expected.write((int) (left | 0x80));
            left >>>= 7;
        }
        expected.write((int) left);
    }

    private void text(byte[] value) {
        number(value.length);
        expected.writeBytes(value);
    }
}
