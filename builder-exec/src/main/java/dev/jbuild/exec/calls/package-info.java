/**
 * System calls in batches: {@link dev.jbuild.exec.calls.CallBatch} is the entry. Native code is loaded when first
 * needed. Uses program (names of machines and system calls) and host (its own file).
 */
@NullMarked
package dev.jbuild.exec.calls;

import org.jspecify.annotations.NullMarked;
