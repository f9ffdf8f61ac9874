package dev.jbuild.cli;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.files.Recipe;
import dev.jbuild.core.files.RecipeArchive;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.file.PosixRootDirectories;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Makes the files of a recipe on disk.
 *
 * @param owner whom all of them belong to; none if whom the recipe says
 */
record HostRecipe(OptionalLong owner) {
    private static final long USUAL_TIME = 100;
    private static final boolean MAY_CHANGE_OWNERS = HostFiles.isRoot();

    /** True when only root can make these. */
    static boolean needsRoot(Recipe recipe) {
        return recipe.lines().stream()
                .anyMatch(line -> line.type() == 'c'
                        || line.type() == 'b'
                        || line.attributes().xattrs().keySet().stream().anyMatch(name -> !name.startsWith("user.")));
    }

    /** Makes a directory with these files. */
    void write(Recipe recipe, Path directory) throws IOException {
        Files.createDirectories(directory);
        Map<TreePath, Long> times = new TreeMap<>();
        times.put(TreePath.ROOT, USUAL_TIME);
        try (WritableRootDirectory root = new PosixRootDirectories().openWritable(directory)) {
            own(root, TreePath.ROOT, 0, 0);
            for (Recipe.Line line : recipe.lines()) {
                TreePath path = line.treePath();
                parents(root, path, times);
                make(root, path, line, directory);
                if (line.type() != 'h') { // its other name has said all
                    describe(root, path, line);
                    times.put(path, line.attributes().mtimeSeconds());
                }
            }
            for (Map.Entry<TreePath, Long> time : times.entrySet()) {
                root.changeTime(time.getKey(), time.getValue());
            }
        }
    }

    private void parents(WritableRootDirectory root, TreePath path, Map<TreePath, Long> times) throws IOException {
        TreePath at = TreePath.ROOT;
        for (TreePath name : path.parent().components()) {
            at = at.resolve(name);
            if (root.stat(at).isEmpty()) {
                root.makeDirectory(at, 0755);
                own(root, at, 0, 0);
                root.changeMode(at, 0755);
                times.put(at, USUAL_TIME);
            }
        }
    }

    private static void make(WritableRootDirectory root, TreePath path, Recipe.Line line, Path directory)
            throws IOException {
        Recipe.Attributes attributes = line.attributes();
        switch (line.type()) {
            case 'd', 'g' -> root.makeDirectory(path, attributes.mode());
            case 'f' -> {
                try (OutputStream out = root.create(path, attributes.mode())) {
                    out.write(line.holeBytes() == 0 ? line.content() : new byte[0]);
                }
                if (line.holeBytes() > 0) {
                    sparse(directory.resolve(line.path()), line);
                }
            }
            case 'a' -> {
                try (OutputStream out = root.create(path, attributes.mode())) {
                    out.write(RecipeArchive.of(line));
                }
            }
            case 'l' -> root.symbolicLink(path, line.content());
            case 'h' -> root.hardLink(line.linked(), path);
            default ->
                root.makeNode(path, kind(line.type()), attributes.mode(), attributes.major(), attributes.minor());
        }
    }

    private static void sparse(Path file, Recipe.Line line) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(line.holeBytes());
            out.seek(line.holeBytes());
            out.write(line.content());
        }
    }

    private static FileKind kind(char type) {
        return switch (type) {
            case 'p' -> FileKind.FIFO;
            case 's' -> FileKind.SOCKET;
            case 'c' -> FileKind.CHARACTER_DEVICE;
            case 'b' -> FileKind.BLOCK_DEVICE;
            default -> throw new IllegalArgumentException("type " + type);
        };
    }

    /** Owner first: a new one takes setuid and capabilities away. */
    private void describe(WritableRootDirectory root, TreePath path, Recipe.Line line) throws IOException {
        own(root, path, line.attributes().uid(), line.attributes().gid());
        for (Map.Entry<String, byte[]> xattr : line.attributes().xattrs().entrySet()) {
            root.setXattr(path, xattr.getKey(), xattr.getValue());
        }
        if (line.type() != 'l') {
            root.changeMode(path, line.attributes().mode());
        }
    }

    private void own(WritableRootDirectory root, TreePath path, long uid, long gid) throws IOException {
        if (MAY_CHANGE_OWNERS) {
            root.changeOwner(path, owner.orElse(uid), owner.orElse(gid));
        }
    }
}
