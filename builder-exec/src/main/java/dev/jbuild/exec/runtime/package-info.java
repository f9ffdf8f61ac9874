/**
 * OCI runtimes: {@link dev.jbuild.exec.runtime.OciRuntime} is one that was found and how it is called, {@link
 * dev.jbuild.exec.runtime.RuntimeConfig} what it is told, as config.json of the runtime specification. Uses host, seccomp.
 */
@NullMarked
package dev.jbuild.exec.runtime;

import org.jspecify.annotations.NullMarked;
