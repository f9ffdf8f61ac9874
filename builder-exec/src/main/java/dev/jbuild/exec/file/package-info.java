/**
 * Directories of the host for writing, and for reading what NIO cannot: {@link dev.jbuild.exec.file.PosixRootDirectories} is the
 * entry. Native code is loaded when first needed. Uses program (names of system calls and errors).
 */
@NullMarked
package dev.jbuild.exec.file;

import org.jspecify.annotations.NullMarked;
