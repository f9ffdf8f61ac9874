package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;

import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Syscall;

/** Signals as a login shell has them: a JVM blocks and ignores some, and both are inherited. */
final class Signals {
    private static final int LAST = 64;
    private static final int SIGKILL = 9; // of these two no disposition can be set
    private static final int SIGSTOP = 19;
    private static final int SET_BYTES = 8;

    private Signals() {}

    static void reset(ProgramBuilder program) {
        program.topic("signals");
        Memory nothing = program.zeros("no-signals", 32); // struct sigaction of SIG_DFL, and an empty set
        for (int signal = 1; signal <= LAST; signal++) {
            if (signal != SIGKILL && signal != SIGSTOP) {
                program.call(Syscall.RT_SIGACTION, number(signal), nothing, NULL, number(SET_BYTES));
            }
        }
        program.call(Syscall.RT_SIGPROCMASK, Linux.SIG_SETMASK, nothing, NULL, number(SET_BYTES));
    }
}
