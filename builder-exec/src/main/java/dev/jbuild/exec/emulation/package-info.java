/** Programs of other processors: which of them this machine runs, and what runs the others. Entry: Emulators. Uses host, program. */
@NullMarked
package dev.jbuild.exec.emulation;

import org.jspecify.annotations.NullMarked;
