package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A socket in the scratch directory to which a runtime sends the terminal that it made, as the specification of {@code
 * --console-socket} has it: one message with one descriptor.
 */
final class ConsoleSocket {
    static final String NAME = "console";

    private static final int NAME_BYTES = 4096; // for the terminal's path, which nobody needs
    private static final int CONTROL_BYTES = 24; // a cmsghdr and one descriptor, aligned
    private static final int MSGHDR_BYTES = 56; // struct msghdr
    private static final int SOCKET_AT = 16; // of the third pollfd
    private static final short POLLIN = 1;

    private final ProgramBuilder program;
    private final ScratchDirectory scratch;
    private final Slot listening;

    ConsoleSocket(ProgramBuilder program, ScratchDirectory scratch) {
        this.program = program;
        this.scratch = scratch;
        this.listening = program.slot("console-socket");
    }

    /** Makes it, by a relative name: an address has room for 108 bytes only. */
    void listen() {
        ByteBuffer address = ProgramBuilder.struct(2 + NAME.length() + 1).putShort((short) 1); // AF_UNIX
        address.put(NAME.getBytes(StandardCharsets.US_ASCII));
        program.call(Syscall.CHDIR, scratch.self());
        program.call(
                        Syscall.SOCKET,
                        Linux.AF_UNIX,
                        Linux.SOCK_STREAM.or(Linux.SOCK_CLOEXEC).or(Linux.SOCK_NONBLOCK),
                        number(0))
                .into(listening);
        byte[] bytes = address.array();
        program.call(Syscall.BIND, listening, program.bytes("console-address", bytes), number(bytes.length));
        program.call(Syscall.LISTEN, listening, number(1));
    }

    /**
     * Waits for the terminal, for the end of the process that was to send it, or for the end of the lease.
     *
     * @param watched what {@link Streams#pollPair} made
     * @param none where to go on when there is none
     */
    void receive(Memory watched, Slot terminal, Label none) {
        program.topic("the terminal that the runtime made");
        program.call(Syscall.PUT, new Memory(watched.offset() + SOCKET_AT, "poll-socket"), listening);
        program.call(Syscall.PUT, new Memory(watched.offset() + SOCKET_AT + 4, "poll-socket-events"), number(POLLIN));
        Label again = program.label("await-terminal");
        program.place(again);
        program.call(Syscall.PPOLL, watched, number(3), NULL, NULL, number(8)).when(Errno.EINTR, again);
        Slot connection = program.slot("console-connection");
        program.call(Syscall.ACCEPT4, listening, NULL, NULL, Linux.SOCK_CLOEXEC)
                .into(connection)
                .when(Errno.EAGAIN, none);
        // The descriptor that comes will have the lowest number that is free, as this one has.
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, text("/dev/null"), Linux.O_RDONLY.or(Linux.O_CLOEXEC), NULL)
                .into(terminal);
        program.call(Syscall.CLOSE, terminal);
        program.call(Syscall.RECVMSG, connection, message(), Linux.MSG_CMSG_CLOEXEC)
                .whenZero(none);
        program.call(Syscall.CLOSE, connection);
        program.call(Syscall.CLOSE, listening);
    }

    private Memory message() {
        Memory name = program.zeros("console-name", NAME_BYTES);
        Memory vector = program.bytes(
                "console-iovec",
                ProgramBuilder.struct(16).putLong(0).putLong(NAME_BYTES).array());
        program.pointer(vector, 0, name);
        ByteBuffer header = ProgramBuilder.struct(MSGHDR_BYTES);
        header.putLong(24, 1).putLong(40, CONTROL_BYTES); // msg_iovlen, msg_controllen
        Memory message = program.bytes("console-message", header.array());
        program.pointer(message, 16, vector); // msg_iov
        program.pointer(message, 32, program.zeros("console-control", CONTROL_BYTES)); // msg_control
        return message;
    }
}
