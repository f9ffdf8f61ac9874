package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.number;

import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The loopback interface, which a new network namespace has, but down. */
final class Loopback {
    private static final int IFREQ_BYTES = 40; // struct ifreq
    private static final int FLAGS_AT = 16;
    private static final short UP_AND_RUNNING = 0x1 | 0x8 | 0x40; // IFF_UP, IFF_LOOPBACK, IFF_RUNNING

    private Loopback() {}

    static void up(ProgramBuilder program) {
        program.topic("loopback interface");
        ByteBuffer request = ProgramBuilder.struct(IFREQ_BYTES);
        request.put("lo".getBytes(StandardCharsets.US_ASCII)).putShort(FLAGS_AT, UP_AND_RUNNING);
        Slot socket = program.slot("socket");
        program.call(Syscall.SOCKET, Linux.AF_INET, Linux.SOCK_DGRAM.or(Linux.SOCK_CLOEXEC), number(0))
                .into(socket);
        program.call(Syscall.IOCTL, socket, Linux.SIOCSIFFLAGS, program.bytes("lo", request.array()));
        program.call(Syscall.CLOSE, socket);
    }
}
