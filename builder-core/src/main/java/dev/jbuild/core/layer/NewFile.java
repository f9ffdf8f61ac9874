package dev.jbuild.core.layer;

import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreePath;

/**
 * A regular file whose content digest is not known yet.
 *
 * @param linkGroup the same number for all names of one inode, 0 for a file with one name
 */
public record NewFile(TreePath path, Attributes attributes, long sizeBytes, int linkGroup) {}
