/**
 * What two images differ in. Enter at {@link dev.jbuild.core.compare.ImageComparison}. Uses image, layer, tree, store, oci.
 */
@NullMarked
package dev.jbuild.core.compare;

import org.jspecify.annotations.NullMarked;
