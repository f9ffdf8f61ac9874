package dev.jbuild.core.step;

import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.tree.Tree;
import java.io.IOException;
import java.util.List;

/** Where a COPY finds the trees that it names. Thread-safe. */
public interface CopySources {

    /** The files of a build context by its name, "" for the main one. */
    SourceTree context(String name) throws IOException;

    /** The merged tree of layers, bottom first. */
    Tree tree(List<DiffId> chain) throws IOException;

    /** The files of merged layers with their bytes. */
    SourceTree layers(List<DiffId> chain) throws IOException;
}
