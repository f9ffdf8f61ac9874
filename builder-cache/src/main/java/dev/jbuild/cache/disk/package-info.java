/**
 * How the store touches the file system: the one seam {@link dev.jbuild.cache.disk.Disk}, on which faults are injected in tests,
 * framed files with a version and a checksum, and the places of things. Uses core's oci, error and store.
 */
@NullMarked
package dev.jbuild.cache.disk;

import org.jspecify.annotations.NullMarked;
