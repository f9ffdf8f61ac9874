/**
 * Locks among processes that die with their process, and the leases of builds. Entry points:
 * {@link dev.jbuild.cache.lock.KernelLocks} and {@link dev.jbuild.cache.lock.Leases}. Uses core's store and oci, and disk.
 */
@NullMarked
package dev.jbuild.cache.lock;

import org.jspecify.annotations.NullMarked;
