package dev.jbuild.core.sandbox;

import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.tree.Tree;
import java.nio.file.Path;
import java.util.List;

/**
 * What a command sees as {@code /}.
 *
 * @param platform what its programs are made for; not always what this machine is
 * @param tree the merged tree of the layers, against which mount points are resolved
 * @param layers directory forms, bottom first
 * @param scratch an empty directory of the caller's on the store's file system, for the upper and what goes with it
 */
public record RootFs(Platform platform, Tree tree, List<Path> layers, Path scratch) {
    public RootFs {
        layers = List.copyOf(layers);
    }
}
