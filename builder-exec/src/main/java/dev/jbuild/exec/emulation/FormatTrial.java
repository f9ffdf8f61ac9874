package dev.jbuild.exec.emulation;

import java.io.IOException;

/** Port: whether the kernel finds somebody to run a file. */
@FunctionalInterface
interface FormatTrial {

    /** True when a file that begins so is taken for a program. */
    boolean runs(byte[] header) throws IOException;
}
