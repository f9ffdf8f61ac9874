/** Build contexts, ignore rules and the digests of what a context holds. Uses oci, error, tree, file. */
@NullMarked
package dev.jbuild.core.context;

import org.jspecify.annotations.NullMarked;
