package dev.jbuild.core.files;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Recipes as directories in memory: any owner, device and attribute, and no need of a right. */
final class RecipeInMemory {
    private RecipeInMemory() {}

    static InMemoryRootDirectory directory(Recipe recipe) throws IOException {
        InMemoryRootDirectory root = new InMemoryRootDirectory(100);
        for (Recipe.Line line : recipe.lines()) {
            add(root, line);
        }
        return root;
    }

    private static void add(InMemoryRootDirectory root, Recipe.Line line) throws IOException {
        Recipe.Attributes attributes = line.attributes();
        switch (line.type()) {
            case 'd' -> root.directory(line.path());
            case 'f' -> root.file(line.treePath(), line.allBytes());
            case 'a' -> root.file(line.treePath(), RecipeArchive.of(line));
            case 'l' -> root.link(line.path(), new String(line.content(), StandardCharsets.UTF_8));
            case 'h' -> {
                root.hardLink(line.path(), line.linked().toString());
                return; // its other name has said all
            }
            default -> root.special(line.path(), kind(line.type()), attributes.major(), attributes.minor());
        }
        root.mode(attributes.mode()).owner(attributes.uid(), attributes.gid()).mtime(attributes.mtimeSeconds());
        attributes.xattrs().forEach(root::xattr);
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
}
