package dev.jbuild.exec.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.file.NioRootDirectories;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The capabilities of files that the user has, which a COPY keeps. */
class CapabilitiesTest {
    /** cap_net_bind_service, permitted and effective, as the kernel writes it. */
    private static final byte[] CAPABILITY = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private static final TreePath FILE = TreePath.of("d/f");

    @TempDir
    Path directory;

    @Test
    @Tag("root")
    void areReadBesideWhatNioSees() throws IOException {
        try (WritableRootDirectory root = new PosixRootDirectories().openWritable(directory)) {
            root.makeDirectory(TreePath.of("d"), 0755);
            root.create(FILE, 0755).close();
            root.create(TreePath.of("plain"), 0644).close();
            root.setXattr(FILE, "security.capability", CAPABILITY);
            root.symbolicLink(TreePath.of("link"), "d/f".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        BatchingRootDirectories directories =
                new BatchingRootDirectories(new NioRootDirectories(PosixRootDirectories::new));
        try (RootDirectory root = directories.open(directory)) {
            assertThat(root.xattrs(FILE)).containsOnlyKeys("security.capability");
            assertThat(root.xattrs(FILE).get("security.capability")).isEqualTo(CAPABILITY);
            assertThat(root.xattrs(TreePath.of("plain"))).isEmpty();
            assertThat(root.xattrs(TreePath.of("link"))).isEmpty();
            assertThat(root.xattrs(TreePath.of("d"))).isEmpty();
        }
    }
}
