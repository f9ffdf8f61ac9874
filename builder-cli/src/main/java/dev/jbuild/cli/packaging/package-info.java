/**
 * Makes the program's jar when the program is packaged; not part of it. {@link dev.jbuild.cli.packaging.ProgramJar} is the entry.
 * Uses nothing of ours, and ASM.
 */
@org.jspecify.annotations.NullMarked
package dev.jbuild.cli.packaging;
