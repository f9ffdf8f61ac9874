package dev.jbuild.core.step;

import dev.jbuild.core.context.LayeredSource;
import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.tree.Tree;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Contexts and stages as trees to copy from. Thread-safe. */
record LayerSources(Function<String, SourceTree> contexts, LayerTrees trees, LayeredSource.Bytes bytes)
        implements CopySources {

    @Override
    public SourceTree context(String name) {
        return contexts.apply(name);
    }

    @Override
    public Tree tree(List<DiffId> chain) throws IOException {
        return trees.of(chain);
    }

    @Override
    public SourceTree layers(List<DiffId> chain) throws IOException {
        return new LayeredSource(trees.of(chain), bytes);
    }
}
