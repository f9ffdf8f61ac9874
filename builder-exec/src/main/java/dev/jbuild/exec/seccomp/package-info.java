/**
 * Which system calls a command may make: the list with its reasons, what added capabilities bring, and the compilation of both to
 * BPF; {@link dev.jbuild.exec.seccomp.SeccompFilter} is the entry. Uses program and host (its own files).
 */
@NullMarked
package dev.jbuild.exec.seccomp;

import org.jspecify.annotations.NullMarked;
