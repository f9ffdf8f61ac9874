/**
 * Which packages are in an image, by the databases that their managers left there. Enter at {@link dev.jbuild.core.inventory.Inventory}. Uses
 * image, layer, tree, oci.
 */
@NullMarked
package dev.jbuild.core.inventory;

import org.jspecify.annotations.NullMarked;
