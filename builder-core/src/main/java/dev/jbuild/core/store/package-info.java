/**
 * Ports of the store: blobs, layers, cache records, references, locks, leases, logs. One build sees them through
 * {@link dev.jbuild.core.store.BuildStore}. Uses oci, tree, file, error.
 */
@NullMarked
package dev.jbuild.core.store;

import org.jspecify.annotations.NullMarked;
