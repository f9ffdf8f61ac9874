/** Directories in memory, for the tests of everything that reads files of the host. */
@NullMarked
package dev.jbuild.core.file.fakes;

import org.jspecify.annotations.NullMarked;
