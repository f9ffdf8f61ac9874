/**
 * What is claimed of how an image was built: SLSA's provenance. Enter at {@link dev.jbuild.core.attest.Provenance}. Uses plan, image, source,
 * oci, tree, store, error.
 */
@NullMarked
package dev.jbuild.core.attest;

import org.jspecify.annotations.NullMarked;
