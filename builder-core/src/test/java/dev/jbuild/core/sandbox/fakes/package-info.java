/** A sandbox that runs nothing. */
@NullMarked
package dev.jbuild.core.sandbox.fakes;

import org.jspecify.annotations.NullMarked;
