package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;

import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.util.Arrays;

/**
 * The first process of a sandbox when that is not the command itself: hands every signal on to the command, buries orphans, and ends as
 * the command does. It has the command's ids and rights and nothing open but the standard streams.
 */
final class Reaper {
    private static final int FIRST_OTHER = 3; // descriptors below are the standard streams
    private static final int MOST_OPEN = 64; // far more than a program has open, for kernels without close_range
    private static final int SET_BYTES = 8;
    private static final byte ALL = (byte) 0xff;

    private final ProgramBuilder program;
    private final StreamsShape shape;

    Reaper(ProgramBuilder program, StreamsShape shape) {
        this.program = program;
        this.shape = shape;
    }

    /** The calls of both processes; what follows is the command's. */
    void add() {
        program.topic("a first process for the command");
        byte[] every = new byte[SET_BYTES];
        Arrays.fill(every, ALL);
        Memory all = program.bytes("all-signals", every);
        Slot command = program.slot("command");
        Label start = program.label("command");
        program.call(Syscall.RT_SIGPROCMASK, Linux.SIG_SETMASK, all, NULL, number(SET_BYTES));
        program.call(Syscall.CLONE, Linux.SIGCHLD, NULL, NULL, NULL, NULL)
                .into(command)
                .whenZero(start);
        close();
        serve(all, command);
        program.place(start);
        toForeground();
        program.call(
                Syscall.RT_SIGPROCMASK, Linux.SIG_SETMASK, program.zeros("no-signals", 8), NULL, number(SET_BYTES));
    }

    private void close() {
        Label closed = program.label("closed");
        Label one = program.label("close-each");
        program.call(Syscall.CLOSE_RANGE, number(FIRST_OTHER), number(0xffffffffL), number(0))
                .when(Errno.ENOSYS, one);
        program.jump(closed);
        program.place(one);
        for (int descriptor = FIRST_OTHER; descriptor < MOST_OPEN; descriptor++) {
            program.call(Syscall.CLOSE, number(descriptor)).acceptAll(); // most are not open
        }
        program.place(closed);
    }

    /** Orphans are buried one by one; the command is missing right after it was, and the status is its own then. */
    private void serve(Memory all, Slot command) {
        Memory status = program.zeros("status-of-child", 8);
        Slot signal = program.slot("signal");
        Label again = program.label("await-signal");
        Label bury = program.label("bury");
        Label end = program.label("command-ended");
        program.place(again);
        program.call(Syscall.RT_SIGTIMEDWAIT, all, NULL, NULL, number(SET_BYTES))
                .into(signal)
                .accept(Errno.EAGAIN, Errno.EINTR)
                .whenResult(Linux.SIGCHLD.x86(), bury);
        program.call(Syscall.KILL, command, signal).acceptAll(); // a negative signal is refused: there was none
        program.jump(again);
        program.place(bury);
        program.call(Syscall.WAIT4, number(-1), status, Linux.WNOHANG, NULL).whenZero(again);
        program.call(Syscall.KILL, command, number(0)).when(Errno.ESRCH, end);
        program.jump(bury);
        program.place(end);
        program.call(Syscall.EXIT_WITH, status);
    }

    /** In the command's process: what is typed, such as Ctrl-C, is for the command and not for the first process as well. */
    private void toForeground() {
        if (shape instanceof StreamsShape.Terminal) {
            Memory group = program.zeros("group", 8);
            Slot self = program.slot("self");
            program.call(Syscall.SETPGID, number(0), number(0));
            program.call(Syscall.GETPID).into(self);
            program.call(Syscall.PUT, group, self);
            program.call(Syscall.IOCTL, number(0), Linux.TIOCSPGRP, group);
        }
    }
}
