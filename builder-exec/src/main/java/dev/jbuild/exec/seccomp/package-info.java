/**
 * Which system calls a command may make: the list with its reasons, and its compilation to BPF; {@link
 * dev.jbuild.exec.seccomp.SeccompFilter} is the entry. Uses program.
 */
@NullMarked
package dev.jbuild.exec.seccomp;

import org.jspecify.annotations.NullMarked;
