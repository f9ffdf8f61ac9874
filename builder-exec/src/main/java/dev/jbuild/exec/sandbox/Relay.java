package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;

import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.util.function.BiConsumer;

/** A process of the program that carries bytes from one descriptor to another until either side is done. */
final class Relay {
    private final ProgramBuilder program;
    private final Slot process;
    private final Slot length;
    private final Label start;
    private final Label again;
    private final Label end;

    Relay(ProgramBuilder program, String name) {
        this.program = program;
        this.process = program.slot(name);
        this.length = program.slot(name + "-length");
        this.start = program.label(name);
        this.again = program.label(name + "-again");
        this.end = program.label(name + "-end");
    }

    /** Where it reads. */
    record From(Arg descriptor, Memory buffer, Arg mostBytes) {}

    /** Starts it, with a pidfd if that is among the flags. */
    void fork(Constant flags, Arg pidfd) {
        program.call(Syscall.CLONE, flags.or(Linux.SIGCHLD), NULL, pidfd, NULL, NULL)
                .into(process)
                .whenZero(start);
    }

    void end() {
        program.call(Syscall.KILL, process, Linux.SIGKILL).acceptAll(); // it may have ended by itself
    }

    /** The beginning of its code: dies with the outer process and has nothing open that it does not need. */
    void begin(Arg... unneeded) {
        program.place(start);
        program.call(Syscall.PRCTL, Linux.PR_SET_PDEATHSIG, Linux.SIGKILL, NULL, NULL, NULL);
        for (Arg descriptor : unneeded) {
            program.call(Syscall.CLOSE, descriptor);
        }
    }

    /** The rest of its code. */
    void loop(From from, BiConsumer<Memory, Slot> write) {
        program.place(again);
        program.call(Syscall.READ, from.descriptor(), from.buffer(), from.mostBytes())
                .into(length)
                .whenZero(end);
        write.accept(from.buffer(), length);
        program.jump(again);
        program.place(end);
        program.call(Syscall.EXIT_WITH, program.zeros("success", 8));
    }
}
