/**
 * The store's ports on disk, as one build sees them. Entry point: {@link dev.jbuild.cache.store.BuildSpace}, from which each is made.
 * Uses core's store, tree, oci, file and error, and disk and lock.
 */
@NullMarked
package dev.jbuild.cache.store;

import org.jspecify.annotations.NullMarked;
