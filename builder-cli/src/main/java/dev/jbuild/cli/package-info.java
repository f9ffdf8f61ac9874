/**
 * The program: {@link dev.jbuild.cli.Main} picks a command, {@link dev.jbuild.cli.Wiring} makes what it works with,
 * {@link dev.jbuild.cli.ErrorPrinter} says what went wrong. May use everything.
 */
@NullMarked
package dev.jbuild.cli;

import org.jspecify.annotations.NullMarked;
