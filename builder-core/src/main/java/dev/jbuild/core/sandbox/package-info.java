/**
 * Port of the sandbox: a command, its rootfs and mounts as values, and what comes back. Uses oci, tree, file, error.
 */
@NullMarked
package dev.jbuild.core.sandbox;

import org.jspecify.annotations.NullMarked;
