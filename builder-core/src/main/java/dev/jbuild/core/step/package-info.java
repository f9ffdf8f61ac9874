/** One runner for each op. Uses solver, plan, store, source, sandbox, layer, context, tree, file, progress, error. */
@NullMarked
package dev.jbuild.core.step;

import org.jspecify.annotations.NullMarked;
