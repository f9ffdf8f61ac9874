/**
 * Files as values: paths of bytes, entries, the index of one layer, the merged tree of many. No input or output here.
 * Uses oci.
 */
@NullMarked
package dev.jbuild.core.tree;

import org.jspecify.annotations.NullMarked;
