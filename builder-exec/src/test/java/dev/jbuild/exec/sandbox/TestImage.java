package dev.jbuild.exec.sandbox;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A small image made of directories: busybox, and what a test adds. */
final class TestImage {
    private static final List<String> APPLETS = List.of(
            "cat",
            "chmod",
            "chown",
            "cp",
            "dd",
            "echo",
            "env",
            "false",
            "find",
            "grep",
            "head",
            "hostname",
            "id",
            "ip",
            "kill",
            "ln",
            "ls",
            "mkdir",
            "mknod",
            "mount",
            "mv",
            "nc",
            "ps",
            "pwd",
            "readlink",
            "rm",
            "sed",
            "sh",
            "sleep",
            "sort",
            "stat",
            "stty",
            "su",
            "test",
            "touch",
            "tr",
            "true",
            "tty",
            "umount",
            "unshare",
            "wc");

    private final Path dir;
    private final List<Path> layers = new ArrayList<>();
    private Tree tree = Tree.EMPTY;
    private int steps;

    TestImage(Path dir) {
        this.dir = dir;
    }

    /** An image with a shell, /etc/passwd and the usual directories. */
    static TestImage busybox(Path dir) throws IOException {
        return new TestImage(dir).layer(layer -> {
            for (String directory : List.of("bin", "etc", "root", "tmp", "usr/bin", "proc", "sys", "dev", "var")) {
                layer.directory(directory);
            }
            Files.copy(Path.of("/bin/busybox"), layer.path().resolve("bin/busybox"));
            for (String applet : APPLETS) {
                layer.link("bin/" + applet, "busybox");
            }
            layer.file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000::/tmp:/bin/sh\n");
            layer.file("etc/group", "root:x:0:\n");
            Files.setPosixFilePermissions(layer.path().resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        });
    }

    /** Fills a layer. */
    @FunctionalInterface
    interface Filler {
        void fill(Layer layer) throws IOException;
    }

    /** A layer under construction. */
    record Layer(Path path, List<LayerEntry> marks) {
        void directory(String name) throws IOException {
            Files.createDirectories(path.resolve(name));
        }

        void file(String name, String text) throws IOException {
            Files.createDirectories(path.resolve(name).getParent());
            Files.writeString(path.resolve(name), text);
        }

        void link(String name, String target) throws IOException {
            Files.createDirectories(path.resolve(name).getParent());
            Files.createSymbolicLink(path.resolve(name), Path.of(target));
        }

        /** A device; the tree of the image need not have it. */
        void node(String name, int major, int minor) throws IOException {
            Files.createDirectories(path.resolve(name).getParent());
            makeNode(name, major, minor);
            marks.add(new LayerEntry.Whiteout(TreePath.of(name)));
        }

        private void makeNode(String name, int major, int minor) throws IOException {
            try {
                new ProcessBuilder(
                                "mknod",
                                path.resolve(name).toString(),
                                "c",
                                Integer.toString(major),
                                Integer.toString(minor))
                        .start()
                        .waitFor();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        void whiteout(String name) throws IOException {
            Files.createDirectories(path.resolve(name).getParent());
            makeNode(name, 0, 0);
            marks.add(new LayerEntry.Whiteout(TreePath.of(name)));
        }
    }

    TestImage layer(Filler filler) throws IOException {
        Path path = Files.createDirectories(dir.resolve("layer-" + layers.size()));
        List<LayerEntry> entries = new ArrayList<>();
        filler.fill(new Layer(path, entries));
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.toList()) {
                TreePath name = TreePath.of(path.relativize(file).toString());
                if (entries.stream().noneMatch(e -> e.path().equals(name))) {
                    entries.add(new LayerEntry.Present(name, entry(file)));
                }
            }
        }
        layers.add(path);
        DiffId id = new DiffId(Digest.of(path.toString().getBytes(StandardCharsets.UTF_8)));
        tree = tree.apply(id, LayerIndex.ofUnsorted(entries));
        return this;
    }

    private static TreeEntry entry(Path file) throws IOException {
        int mode = (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
        FileTime time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
        long uid = (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        long gid = (Integer) Files.getAttribute(file, "unix:gid", LinkOption.NOFOLLOW_LINKS);
        Attributes attributes = new Attributes(mode, uid, gid, time.toInstant().getEpochSecond());
        if (Files.isSymbolicLink(file)) {
            String target = Files.readSymbolicLink(file).toString();
            return new TreeEntry.Symlink(attributes, target.getBytes(StandardCharsets.UTF_8));
        }
        if (Files.isDirectory(file)) {
            return new TreeEntry.Directory(attributes);
        }
        return new TreeEntry.RegularFile(attributes, Files.size(file), Digest.of(new byte[0]));
    }

    Tree tree() {
        return tree;
    }

    List<Path> layers() {
        return List.copyOf(layers);
    }

    /** A rootfs of the layers so far, with a scratch directory of its own. */
    RootFs rootFs() {
        try {
            return new RootFs(Platform.host(), tree, layers, Files.createDirectories(dir.resolve("step-" + steps++)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
