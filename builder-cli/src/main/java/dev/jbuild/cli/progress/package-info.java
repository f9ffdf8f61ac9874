/** Renders what a build tells while it runs: as lines, as a live table, or not at all. */
@NullMarked
package dev.jbuild.cli.progress;

import org.jspecify.annotations.NullMarked;
