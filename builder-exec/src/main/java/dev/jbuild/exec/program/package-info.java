/**
 * System call programs: {@link dev.jbuild.exec.program.ProgramBuilder} makes one out of calls, {@link
 * dev.jbuild.exec.program.Launcher} starts the runner that carries it out. Nothing here decides what is called. Uses error and host.
 */
@NullMarked
package dev.jbuild.exec.program;

import org.jspecify.annotations.NullMarked;
