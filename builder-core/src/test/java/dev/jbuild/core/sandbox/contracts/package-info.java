/** What every sandbox promises, as tests. */
@NullMarked
package dev.jbuild.core.sandbox.contracts;

import org.jspecify.annotations.NullMarked;
