/**
 * The native sandbox: {@link dev.jbuild.exec.sandbox.NativeSandbox} makes a command's world out of namespaces and mounts. Each
 * topic (rootfs, mount points, devices, masks, rights …) is one class that adds its calls to a program; {@link
 * dev.jbuild.exec.sandbox.SandboxProgram} has their order. Uses program, seccomp, host.
 */
@NullMarked
package dev.jbuild.exec.sandbox;

import org.jspecify.annotations.NullMarked;
