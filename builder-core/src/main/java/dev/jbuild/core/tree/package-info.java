/**
 * Files as values: paths of bytes, entries, the {@link dev.jbuild.core.tree.LayerIndex} of one layer, the merged
 * {@link dev.jbuild.core.tree.Tree} of many. Entries are kept packed and made when they are asked for. No files are touched here.
 * Uses oci.
 */
@NullMarked
package dev.jbuild.core.tree;

import org.jspecify.annotations.NullMarked;
