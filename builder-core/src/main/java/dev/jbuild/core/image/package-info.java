/** Puts config and manifest around layers, and checks whole images. Uses oci, layer, plan, store, error. */
@NullMarked
package dev.jbuild.core.image;

import org.jspecify.annotations.NullMarked;
