package dev.jbuild.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreePath;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FileHeadersTest {
    private static final List<Attributes> ATTRIBUTES = List.of(
            new Attributes(0644, 0, 0, 1_750_000_000),
            new Attributes(0644, 0, 0, 1_750_000_000, decorated()),
            new Attributes(04755, 0, 0, 1_750_000_000),
            new Attributes(0644, 1000, 100, 0),
            new Attributes(0644, 4_000_000_000L, 100, 0), // more than a block can say
            new Attributes(0644, 0, 4_000_000_000L, 0),
            new Attributes(07777, 0, 0, -1),
            new Attributes(0, 0, 0, 1L << 40));
    private static final List<Long> SIZES = List.of(0L, 1L, 7L, 8L, 511L, (1L << 33) - 1, 1L << 33, Long.MAX_VALUE);
    private static final List<String> NAMES =
            List.of("a", "dir/é", "d/" + "n".repeat(98), "d/" + "n".repeat(99), "d/".repeat(80) + "n", "n".repeat(255));

    private static SortedMap<String, byte[]> decorated() {
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        xattrs.put("user.note", new byte[] {1, 2});
        return xattrs;
    }

    @Test
    void areThoseThatAreMadeOneByOne() {
        FileHeaders headers = new FileHeaders();
        for (Attributes attributes : ATTRIBUTES) {
            for (long size : SIZES) {
                for (String name : NAMES) {
                    TreePath path = TreePath.of(name);
                    assertThat(headers.of(path, attributes, size))
                            .as("%s of %d bytes, %s", name, size, attributes)
                            .isEqualTo(TarHeader.of(TarFormat.REGULAR, path.toBytes(), attributes, size));
                }
            }
        }
    }

    @Test
    void areOfTheFileThatIsAskedFor() {
        FileHeaders headers = new FileHeaders();
        Attributes plain = ATTRIBUTES.get(0);
        byte[] first = headers.of(TreePath.of("a/longer/name"), plain, 8_000_000_000L);
        headers.of(TreePath.of("b"), ATTRIBUTES.get(1), 3);
        byte[] second = headers.of(TreePath.of("b"), plain, 3);

        assertThat(first)
                .isEqualTo(TarHeader.of(
                        TarFormat.REGULAR, TreePath.of("a/longer/name").toBytes(), plain, 8_000_000_000L));
        assertThat(second)
                .isEqualTo(TarHeader.of(TarFormat.REGULAR, TreePath.of("b").toBytes(), plain, 3));
    }
}
