package dev.jbuild.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.tree.TreePath;
import org.junit.jupiter.api.Test;

class KeptContentsTest {
    private static final TreePath FILE = TreePath.of("file");

    @Test
    void keepsAsMuchAsThereIsRoomFor() {
        KeptContents.Room room = KeptContents.Room.of(10_000);
        KeptContents first = new KeptContents(room);
        assertThat(first.takes(9_000, 1)).isTrue();
        first.put(FILE, new KeptContents.Content(new byte[9_000], 0, 9_000));
        assertThat(first.of(FILE)).isPresent();
        KeptContents second = new KeptContents(room);
        assertThat(second.takes(2_000, 1)).as("all of a build share the room").isFalse();
        first.clear();
        assertThat(first.of(FILE)).isEmpty();
        assertThat(second.takes(2_000, 1)).isTrue();
    }

    @Test
    void countsWhatVerySmallFilesTakeBesideTheirBytes() {
        KeptContents.Room room = KeptContents.Room.of(100_000);
        assertThat(new KeptContents(room).takes(1_000, 1_000)).isFalse();
        assertThat(new KeptContents(room).takes(1_000, 100)).isTrue();
    }
}
