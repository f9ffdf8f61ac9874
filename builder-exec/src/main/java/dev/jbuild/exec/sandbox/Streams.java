package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The command's standard streams. Standard input of the outer process is the lease and never the command's: what a user types gets
 * there by relays, small processes of the same program. A terminal is the sandbox's own; the host's is never handed in.
 */
final class Streams {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int WINSIZE_BYTES = 8; // struct winsize
    private static final short POLLIN = 1;
    /** The ends of the one pipe that is made: before it, nothing but the report (3) is open. */
    private static final Arg PIPE_READ = number(4);

    private static final Arg PIPE_WRITE = number(5);

    private final ProgramBuilder program;
    private final MountCalls mounts;
    private final Rights rights;
    private final StreamsShape shape;
    private final Slot master;
    private final Slot fifo;
    private final Relay input;
    private final Relay output;
    private final Relay sizes;
    private final Memory drained;
    private final Optional<ConsoleSocket> console;
    private Optional<Slot> devpts = Optional.empty();

    Streams(ProgramBuilder program, MountCalls mounts, Rights rights, StreamsShape shape) {
        this(program, mounts, rights, shape, Optional.empty());
    }

    private Streams(
            ProgramBuilder program,
            MountCalls mounts,
            Rights rights,
            StreamsShape shape,
            Optional<ConsoleSocket> console) {
        this.program = program;
        this.mounts = mounts;
        this.rights = rights;
        this.shape = shape;
        this.master = program.slot("terminal");
        this.fifo = program.slot("fifo");
        this.input = new Relay(program, "input-relay");
        this.output = new Relay(program, "output-relay");
        this.sizes = new Relay(program, "size-relay");
        this.drained = pollPair(program);
        this.console = console;
    }

    /** Those of a runtime, which makes the terminal itself and sends it to the outer process. */
    static Streams ofRuntime(ProgramBuilder program, Rights rights, StreamsShape shape, ScratchDirectory scratch) {
        Optional<ConsoleSocket> console = shape instanceof StreamsShape.Terminal
                ? Optional.of(new ConsoleSocket(program, scratch))
                : Optional.empty();
        return new Streams(program, new MountCalls(program), rights, shape, console);
    }

    /** Two pollfd: a pidfd, which clone fills in, for its end; and descriptor 0 for its other end being closed. */
    static Memory pollPair(ProgramBuilder program) {
        ByteBuffer pair = ProgramBuilder.struct(32); // with room for a third
        pair.putInt(-1).putShort(POLLIN).putShort((short) 0);
        pair.putInt(0); // no events are asked for: POLLHUP is always told
        return program.bytes("poll", pair.array());
    }

    /** struct winsize, as the size channel carries it: short enough never to be torn. */
    static byte[] winsize(int rows, int columns) {
        return ProgramBuilder.struct(WINSIZE_BYTES)
                .putShort((short) rows)
                .putShort((short) columns)
                .array();
    }

    /** The devpts of a terminal, made before the command's process; in whose namespace it is another mount. */
    Optional<Slot> devpts() {
        return devpts.map(
                pts -> mounts.byPaths() ? mounts.bind("terminal-file-system", devptsPlace(), Constant.NONE) : pts);
    }

    private Arg devptsPlace() {
        Path beside = ((StreamsShape.Terminal) shape).sizes();
        return text(PathBytes.bytes(beside.resolveSibling("terminal")));
    }

    /** Where a mount must be attached to be used, in a namespace of the outer process's own. */
    private Slot attachedDevpts(Slot pts) {
        program.call(Syscall.UNSHARE, Linux.CLONE_NEWNS);
        program.call(Syscall.MOUNT, NULL, text("/"), NULL, Linux.MS_REC.or(Linux.MS_PRIVATE), NULL);
        program.call(Syscall.MKDIRAT, Linux.AT_FDCWD, devptsPlace(), Arg.mode(0700));
        return mounts.keepAt(devptsPlace(), pts);
    }

    /** What the outer process does before it starts the inner one. */
    void open() {
        if (shape instanceof StreamsShape.Piped piped) {
            program.topic("standard input");
            program.call(Syscall.PIPE2, program.zeros("pipe", 8), Linux.O_CLOEXEC);
            openFifo(text(PathBytes.bytes(piped.fifo())));
            input.fork(Constant.NONE, NULL);
            program.call(Syscall.CLOSE, PIPE_WRITE);
            program.call(Syscall.CLOSE, fifo);
        } else if (console.isPresent()) {
            program.topic("terminal");
            console.get().listen();
        } else if (shape instanceof StreamsShape.Terminal terminal) {
            openTerminal(terminal);
        }
    }

    /** True when the program goes on in another place should nobody send a terminal. */
    boolean mayLackTerminal() {
        return console.isPresent();
    }

    /** In the outer process, the inner one started: waits for a terminal that is sent. */
    void await(Memory watched, Label none) {
        if (console.isPresent() && shape instanceof StreamsShape.Terminal terminal) {
            console.get().receive(watched, master, none);
            serve(terminal);
        }
    }

    private void openTerminal(StreamsShape.Terminal terminal) {
        program.topic("terminal");
        Slot pts = KernelFileSystems.devpts(mounts, rights);
        pts = mounts.byPaths() ? attachedDevpts(pts) : pts;
        devpts = Optional.of(pts);
        program.call(
                        Syscall.OPENAT,
                        pts,
                        text("ptmx"),
                        Linux.O_RDWR.or(Linux.O_NOCTTY).or(Linux.O_CLOEXEC),
                        NULL)
                .into(master);
        program.call(Syscall.IOCTL, master, Linux.TIOCSPTLCK, program.zeros("unlocked", 4));
        serve(terminal);
    }

    /** The terminal's size, and what carries its bytes. */
    private void serve(StreamsShape.Terminal terminal) {
        byte[] size = winsize(terminal.rows(), terminal.columns());
        program.call(Syscall.IOCTL, master, Linux.TIOCSWINSZ, program.bytes("size", size));
        openFifo(text(PathBytes.bytes(terminal.sizes())));
        output.fork(Linux.CLONE_PIDFD, drained);
        input.fork(Constant.NONE, NULL);
        sizes.fork(Constant.NONE, NULL);
    }

    private void openFifo(Arg path) {
        // Without waiting for who writes, who may have done so and gone; then back to waiting for what is written.
        Constant flags = Linux.O_RDONLY.or(Linux.O_NONBLOCK).or(Linux.O_CLOEXEC);
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, path, flags, NULL).into(fifo);
        program.call(Syscall.FCNTL, fifo, Linux.F_SETFL, Constant.NONE);
    }

    /** What the outer process lets go of when the inner one has it. */
    void closeInOuter() {
        if (shape instanceof StreamsShape.Terminal && console.isEmpty()) {
            program.call(Syscall.CLOSE, fifo);
            devpts.ifPresent(pts -> program.call(Syscall.CLOSE, pts));
        }
    }

    /** When the command has ended: lets its last output through, as long as anybody holds the lease, and ends the relays. */
    void drain() {
        if (shape instanceof StreamsShape.Terminal) {
            program.call(Syscall.PPOLL, drained, number(2), NULL, NULL, number(8))
                    .acceptAll();
            output.end();
            input.end();
            sizes.end();
        } else if (shape instanceof StreamsShape.Piped) {
            input.end();
        }
    }

    /** The code of the relays. Each ends at the first error, such as EIO when nobody has the terminal any more. */
    void relays(Slot report) {
        Memory buffer = shape instanceof StreamsShape.Empty ? new Memory(0, "") : program.zeros("buffer", BUFFER_BYTES);
        Arg most = number(BUFFER_BYTES);
        Arg stdin = number(0);
        Arg stdout = number(1);
        Arg stderr = number(2);
        if (shape instanceof StreamsShape.Piped) {
            input.begin(report, stdin, stdout, stderr, PIPE_READ);
            input.loop(
                    new Relay.From(fifo, buffer, most),
                    (bytes, length) -> program.call(Syscall.WRITE, PIPE_WRITE, bytes, length));
        } else if (shape instanceof StreamsShape.Terminal) {
            output.begin(report, stdin);
            output.loop(
                    new Relay.From(master, buffer, most),
                    (bytes, length) -> program.call(Syscall.WRITE, stdout, bytes, length));
            input.begin(report, stdout, stderr);
            input.loop(
                    new Relay.From(stdin, buffer, most),
                    (bytes, length) -> program.call(Syscall.WRITE, master, bytes, length));
            sizes.begin(report, stdin, stdout, stderr);
            sizes.loop(
                    new Relay.From(fifo, buffer, number(WINSIZE_BYTES)),
                    (bytes, length) -> program.call(Syscall.IOCTL, master, Linux.TIOCSWINSZ, bytes));
        }
    }

    /** In the inner process, when /dev is there: puts the streams in their places. */
    void connect() {
        program.topic("standard streams");
        Slot stream = program.slot("stream");
        if (shape instanceof StreamsShape.Terminal) {
            connectTerminal(stream);
        } else if (shape instanceof StreamsShape.Piped) {
            program.call(Syscall.DUP3, PIPE_READ, number(0), number(0));
        } else {
            program.call(Syscall.OPENAT, Linux.AT_FDCWD, text("/dev/null"), Linux.O_RDONLY.or(Linux.O_CLOEXEC))
                    .into(stream);
            program.call(Syscall.DUP3, stream, number(0), number(0));
            program.call(Syscall.CLOSE, stream);
        }
    }

    /** Gives what is typed to the command's user. */
    static void own(ProgramBuilder program, StreamsShape shape, ProcessSpec.Identity identity) {
        if (identity.uid() != 0 && !(shape instanceof StreamsShape.Empty)) {
            program.call(Syscall.FCHOWN, number(0), number(identity.uid()), number(-1))
                    .acceptAll(); // as the output's: who cannot, leaves it
        }
    }

    /** In the process that becomes a runtime: its own streams are those that it hands on. */
    void connectRuntime() {
        if (shape instanceof StreamsShape.Piped) {
            program.call(Syscall.DUP3, PIPE_READ, number(0), number(0));
            return;
        }
        Slot nothing = program.slot("nothing");
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, text("/dev/null"), Linux.O_RDONLY.or(Linux.O_CLOEXEC), NULL)
                .into(nothing);
        program.call(Syscall.DUP3, nothing, number(0), number(0));
        program.call(Syscall.CLOSE, nothing);
    }

    private void connectTerminal(Slot stream) {
        // The first terminal of a new devpts is always 0.
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, text("/dev/pts/0"), Linux.O_RDWR.or(Linux.O_CLOEXEC))
                .into(stream);
        program.call(Syscall.IOCTL, stream, Linux.TIOCSCTTY, NULL);
        Arg console = text("/dev/console");
        program.call(Syscall.MKNODAT, Linux.AT_FDCWD, console, MountCalls.mode(Linux.S_IFREG, 0600), NULL);
        mounts.attach(mounts.bind("console", text("/dev/pts/0"), Constant.NONE), console);
        for (int descriptor = 0; descriptor <= 2; descriptor++) {
            program.call(Syscall.DUP3, stream, number(descriptor), number(0));
        }
    }
}
