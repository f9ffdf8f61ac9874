package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;

import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Syscall;

/** Signals as a login shell has them: a JVM blocks and ignores some, and both are inherited. */
final class Signals {
    private static final long SETTABLE = ~(1L << 9 - 1 | 1L << 19 - 1); // 1 to 64, save SIGKILL and SIGSTOP
    private static final int SET_BYTES = 8;

    private Signals() {}

    static void reset(ProgramBuilder program) {
        program.topic("signals");
        Memory nothing = program.zeros("no-signals", 32); // struct sigaction of SIG_DFL, and an empty set
        program.call(Syscall.RT_SIGACTION, number(1), nothing, NULL, number(SET_BYTES))
                .each(0, SETTABLE);
        program.call(Syscall.RT_SIGPROCMASK, Linux.SIG_SETMASK, nothing, NULL, number(SET_BYTES));
    }
}
