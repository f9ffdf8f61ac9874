package dev.jbuild.core.sandbox;

import dev.jbuild.core.tree.Tree;
import java.nio.file.Path;
import java.util.List;

/**
 * What a command sees as {@code /}.
 *
 * @param tree the merged tree of the layers, against which mount points are resolved
 * @param layers directory forms, bottom first
 * @param scratch an empty directory of the caller's on the store's file system, for the upper and what goes with it
 */
public record RootFs(Tree tree, List<Path> layers, Path scratch) {
    public RootFs {
        layers = List.copyOf(layers);
    }
}
