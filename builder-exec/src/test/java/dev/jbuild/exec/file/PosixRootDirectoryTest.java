package dev.jbuild.exec.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.file.contracts.RootDirectoryContract;
import dev.jbuild.core.file.contracts.WritableRootDirectoryContract;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("smoke")
class PosixRootDirectoryTest implements RootDirectoryContract, WritableRootDirectoryContract {
    @TempDir
    Path directory;

    PosixRootDirectory open() throws IOException {
        return PosixRootDirectory.open(directory);
    }

    @Override
    public RootDirectory sample() throws IOException {
        Files.writeString(directory.resolve("a"), "hello");
        Files.setPosixFilePermissions(directory.resolve("a"), PosixFilePermissions.fromString("rw-r-----"));
        Files.createDirectories(directory.resolve("d/deep/er"));
        Files.writeString(directory.resolve("d/x"), "x");
        Files.writeString(directory.resolve("d/deep/er/y"), "y");
        link("link", "a");
        link("up", "../../a");
        link("out", "/etc");
        link("dlink", "d");
        link("loop", "loop");
        Files.createLink(directory.resolve("same"), directory.resolve("a"));
        return open();
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(directory.resolve(name), Path.of(target));
    }

    @Override
    public WritableRootDirectory empty() throws IOException {
        return open();
    }

    @Test
    void opensAPathThatGoesUpAgain() throws IOException {
        Files.createDirectory(directory.resolve("beside"));
        Files.writeString(directory.resolve("a"), "hello");
        try (RootDirectory root = PosixRootDirectory.open(directory.resolve("beside/.."))) {
            assertThat(root.stat(TreePath.of("a"))).isPresent();
        }
    }

    @Test
    @Tag("root")
    void setsOwnersAndMakesDevices() throws IOException {
        try (WritableRootDirectory root = open()) {
            root.symbolicLink(TreePath.of("l"), new byte[] {'x'});
            root.changeOwner(TreePath.of("l"), 100_000, 4_294_967_294L);
            FileStat link = root.stat(TreePath.of("l")).orElseThrow();
            assertThat(link.uid()).isEqualTo(100_000);
            assertThat(link.gid()).isEqualTo(4_294_967_294L);
            root.changeOwner(TreePath.ROOT, 7, 8);
            assertThat(root.stat(TreePath.ROOT).orElseThrow().gid()).isEqualTo(8);
            root.makeNode(TreePath.of("dev"), FileKind.BLOCK_DEVICE, 0640, 259, 70_000);
            FileStat device = root.stat(TreePath.of("dev")).orElseThrow();
            assertThat(device.deviceMajor()).isEqualTo(259);
            assertThat(device.deviceMinor()).isEqualTo(70_000);
            root.makeNode(TreePath.of("gone"), FileKind.CHARACTER_DEVICE, 0, 0, 0);
            assertThat(root.stat(TreePath.of("gone")).orElseThrow().deviceMajor())
                    .isZero();
        }
    }

    @Test
    @Tag("root")
    void keepsCapabilitiesOfFiles() throws IOException {
        byte[] netRaw = {1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        }; // struct vfs_cap_data, version 2
        try (WritableRootDirectory root = open()) {
            try (OutputStream out = root.create(TreePath.of("ping"), 0755)) {
                out.write(1);
            }
            root.setXattr(TreePath.of("ping"), "security.capability", netRaw);
            root.setXattr(TreePath.of("ping"), "trusted.overlay.opaque", new byte[] {'y'});
            assertThat(root.xattrs(TreePath.of("ping")).get("security.capability"))
                    .containsExactly(netRaw);
            assertThat(root.xattr(TreePath.of("ping"), "trusted.overlay.opaque"))
                    .isPresent();
        }
        try (RootDirectory read = new PosixRootDirectories().open(directory)) {
            assertThat(read.xattrs(TreePath.of("ping")).get("security.capability"))
                    .containsExactly(netRaw);
            assertThat(read.xattr(TreePath.of("ping"), "trusted.overlay.opaque"))
                    .isPresent();
            assertThat(read.xattrs(TreePath.ROOT)).isEmpty();
        }
    }

    @Test
    void statsAsNioDoes() throws IOException {
        try (RootDirectory posix = sample();
                RootDirectory nio = dev.jbuild.core.file.NioRootDirectory.open(directory)) {
            for (String name : new String[] {"", "a", "d", "d/deep/er/y", "link", "loop"}) {
                assertThat(posix.stat(TreePath.of(name)).orElseThrow())
                        .usingRecursiveComparison()
                        .ignoringFields("device")
                        .isEqualTo(nio.stat(TreePath.of(name)).orElseThrow());
            }
        }
    }
}
