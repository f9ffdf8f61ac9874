package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.mode;
import static dev.jbuild.exec.program.Arg.number;

import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.util.Optional;

/**
 * The process of a program that stays outside: it holds the lease and waits. When the lease or the inner process ends, it sees to it
 * that nothing is left: no process, no control group.
 */
final class OuterProcess {
    static final String REPORT = "report";

    private final ProgramBuilder program;
    private final ScratchDirectory scratch;
    private final Streams streams;
    private final Optional<PrivateNetwork> network;
    private final Slot report;

    OuterProcess(ProgramBuilder program, ScratchDirectory scratch, Streams streams, Optional<PrivateNetwork> network) {
        this.program = program;
        this.scratch = scratch;
        this.streams = streams;
        this.network = network;
        this.report = program.slot("report");
    }

    /**
     * Its first calls.
     *
     * @return the descriptor that hears of a failure
     */
    Slot begin(String reportName) {
        program.topic("outer process");
        program.call(Syscall.SETSID)
                .acceptAll(); // out of the terminal's reach; the leader of a group cannot, and need not
        program.call(Syscall.UMASK, mode(022));
        program.call(
                        Syscall.OPENAT,
                        Linux.AT_FDCWD,
                        scratch.at(reportName),
                        Linux.O_WRONLY.or(Linux.O_CREAT).or(Linux.O_EXCL).or(Linux.O_CLOEXEC),
                        mode(0600))
                .into(report);
        program.reportTo(report);
        return report;
    }

    /** Starts the inner process, whose code is at the label, waits for its end, and ends as it did. */
    void start(Constant flags, Label inside, ControlGroup group) {
        Memory watched = Streams.pollPair(program);
        Slot child = new InnerStart(program, group).add(flags, inside, watched);
        streams.closeInOuter();
        Label without = program.label("without-terminal");
        streams.await(watched, without);
        await(child, watched, group, streams::drain);
        if (streams.mayLackTerminal()) {
            program.place(without);
            await(child, watched, group, () -> {});
        }
        streams.relays(report);
        network.ifPresent(PrivateNetwork::helper);
    }

    private void await(Slot child, Memory watched, ControlGroup group, Runnable drain) {
        Label again = program.label("wait");
        program.place(again);
        program.call(Syscall.PPOLL, watched, number(2), NULL, NULL, number(8)).when(Errno.EINTR, again);
        program.call(Syscall.KILL, child, Linux.SIGKILL).acceptAll(); // it has ended, or the lease has
        Memory status = program.zeros("status", 8);
        Label reap = program.label("reap");
        program.place(reap);
        program.call(Syscall.WAIT4, child, status, NULL, NULL).when(Errno.EINTR, reap);
        drain.run();
        network.ifPresent(PrivateNetwork::end);
        group.end(program, scratch);
        program.call(Syscall.EXIT_WITH, status);
    }
}
