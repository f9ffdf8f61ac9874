package dev.jbuild.core.file;

import dev.jbuild.core.tree.TreePath;

/**
 * A name in a directory, and what lstat says of it.
 *
 * @param name a path of one component
 */
public record NamedFile(TreePath name, FileStat stat) {}
