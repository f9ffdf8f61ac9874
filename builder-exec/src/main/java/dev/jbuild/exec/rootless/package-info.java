/**
 * Running without root: {@link dev.jbuild.exec.rootless.Rootless} starts this JVM's program once more inside a user namespace, in
 * which it is root. Uses program, sandbox (what rights are) and host.
 */
@NullMarked
package dev.jbuild.exec.rootless;

import org.jspecify.annotations.NullMarked;
