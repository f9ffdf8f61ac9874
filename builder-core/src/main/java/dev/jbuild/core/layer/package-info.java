/** Layers as tars: writing, reading, compressing, diffing, unpacking. Uses oci, tree, file, store, error. */
@NullMarked
package dev.jbuild.core.layer;

import org.jspecify.annotations.NullMarked;
