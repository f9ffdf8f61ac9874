package dev.jbuild.cli.command;

import dev.jbuild.cli.CommandSignals;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostTerminal;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.ExitStatus;
import dev.jbuild.core.sandbox.OutputSink;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.Sandbox;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.solver.Stages;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A command that the user has at their terminal: its streams are jbuild's own, and signals go to it. Used once. */
final class Container {
    private static final int HUP = 1;
    private static final int INT = 2;
    private static final int TERM = 15;
    private static final int PATIENCE = 3; // how often somebody asks before it is ended in any case, as Docker's
    private static final int KILLED = 128 + 9;
    private static final int UNREAD = 128 + 13; // as if SIGPIPE had ended it

    private final Sandbox sandbox;
    private final Console console;
    private final Optional<HostTerminal> shared;
    private volatile boolean terminal;
    private volatile boolean unread; // what it prints has nowhere to go
    private final List<Integer> early = new ArrayList<>(); // signals before there was a process
    private @Nullable SandboxProcess running;
    private final AtomicInteger asked = new AtomicInteger();

    Container(Sandbox sandbox, Console console) {
        this(sandbox, console, Optional.empty());
    }

    /** @param shared the terminal, when it is open already: a process can have it once only */
    Container(Sandbox sandbox, Console console, Optional<HostTerminal> shared) {
        this.sandbox = sandbox;
        this.console = console;
        this.shared = shared;
    }

    /** How a command is connected. */
    enum Connection {
        OUTPUT,
        INPUT,
        TERMINAL,
        INPUT_AND_TERMINAL
    }

    /** What is done with what the command changed, while that is still there. */
    interface AtEnd {
        AtEnd NOTHING = process -> {};

        void accept(SandboxProcess process) throws IOException;
    }

    /** Runs it to its end and returns its exit status. */
    int run(ProcessSpec spec, Connection connection, AtEnd atEnd) throws IOException {
        boolean input = connection == Connection.INPUT || connection == Connection.INPUT_AND_TERMINAL;
        OutputSink output = output();
        if (connection == Connection.OUTPUT || connection == Connection.INPUT) {
            ProcessIo io = input ? new ProcessIo.Input(console.in(), output) : new ProcessIo.NoInput(output);
            return waitFor(spec, io, atEnd);
        }
        terminal = true;
        InputStream typed = input ? console.in() : InputStream.nullInputStream();
        HostTerminal own = shared.isPresent() ? shared.get() : HostTerminal.open();
        try {
            if (input) {
                own.enterRawMode();
            }
            return waitFor(spec, new ProcessIo.Terminal(typed, output, own), atEnd);
        } finally {
            own.leaveRawMode();
            if (shared.isEmpty()) {
                own.close();
            }
        }
    }

    private int waitFor(ProcessSpec spec, ProcessIo io, AtEnd atEnd) throws IOException {
        CommandSignals signals = CommandSignals.to(this::handOn);
        try (SandboxProcess process = sandbox.start(spec, io)) {
            began(process);
            ExitStatus exit = Stages.await(process.exit());
            tell(exit);
            atEnd.accept(process);
            return exit.code();
        } catch (BuildException e) {
            if (unread) {
                return UNREAD;
            }
            if (e.code() == ErrorCode.INTERRUPTED && (terminal || asked.get() >= PATIENCE)) {
                return KILLED;
            }
            throw e;
        } finally {
            signals.close();
        }
    }

    /** From now on signals have somewhere to go; those that came before go there, too. */
    private synchronized void began(SandboxProcess process) {
        running = process;
        early.forEach(signal -> handOn(signal, process));
        early.clear();
    }

    private synchronized void handOn(int signal) {
        if (running == null) {
            early.add(signal);
        } else {
            handOn(signal, running);
        }
    }

    private void handOn(int signal, SandboxProcess process) {
        boolean gone = signal == HUP && terminal; // nobody will ever type again
        boolean end = gone || (signal == INT || signal == TERM) && asked.incrementAndGet() >= PATIENCE;
        if (end) {
            process.close();
        } else {
            process.signal(signal);
        }
    }

    private void tell(ExitStatus exit) {
        if (exit.struck().contains(ExitStatus.Limit.MEMORY)) {
            console.err().println("warning: out of memory: a process was killed, as --memory allows no more");
        }
        if (exit.struck().contains(ExitStatus.Limit.PROCESSES)) {
            console.err().println("warning: a process could not be started, as --pids-limit allows no more");
        }
    }

    /** Hands a command's output on as it comes, byte by byte; when nobody takes it any more, the command ends. */
    private OutputSink output() {
        return (stream, bytes) -> {
            PrintStream to = stream == OutputSink.Stream.STDOUT ? console.out() : console.err();
            if (bytes.hasArray()) {
                to.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            } else {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                to.write(copy, 0, copy.length);
            }
            if (to.checkError()) {
                unread = true;
                throw BuildException.of(ErrorCode.INTERRUPTED, "nobody reads what the command prints");
            }
        };
    }
}
