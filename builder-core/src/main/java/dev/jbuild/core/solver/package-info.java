/** Decides what is cached and in which order the rest runs, and why. Uses plan, oci, store, tree, progress, error. */
@NullMarked
package dev.jbuild.core.solver;

import org.jspecify.annotations.NullMarked;
