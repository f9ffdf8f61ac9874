/**
 * One runner for each op; {@link dev.jbuild.core.step.Steps#of} makes those of a build. Uses solver, plan, store, source, sandbox, device,
 * layer, context, tree, file, progress, error.
 */
@NullMarked
package dev.jbuild.core.step;

import org.jspecify.annotations.NullMarked;
