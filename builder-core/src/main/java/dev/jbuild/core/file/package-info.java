/**
 * Port for directories of the host: {@link dev.jbuild.core.file.RootDirectory}, and the implementation on NIO that serves
 * reading. Uses tree and error.
 */
@NullMarked
package dev.jbuild.core.file;

import org.jspecify.annotations.NullMarked;
