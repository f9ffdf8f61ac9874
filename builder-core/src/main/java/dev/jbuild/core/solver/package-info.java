/**
 * Decides what is cached and in which order the rest runs, and why. Begin with {@link dev.jbuild.core.solver.Solver}; steps are behind
 * the port {@link dev.jbuild.core.solver.StepRunner}. Uses plan, oci, store, tree, progress, error.
 */
@NullMarked
package dev.jbuild.core.solver;

import org.jspecify.annotations.NullMarked;
