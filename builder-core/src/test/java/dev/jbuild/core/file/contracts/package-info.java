/** What every implementation of the ports of {@link dev.jbuild.core.file} promises, as tests that each runs. */
@NullMarked
package dev.jbuild.core.file.contracts;

import org.jspecify.annotations.NullMarked;
