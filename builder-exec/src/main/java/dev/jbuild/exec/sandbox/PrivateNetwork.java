package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A network of the sandbox's own that reaches the outside through slirp4netns, and not the host's loopback. The helper is a process
 * of the same program, in the host's network, and ends with it.
 */
final class PrivateNetwork {
    /** The helper's own name server. */
    static final byte[] RESOLV_CONF = "nameserver 10.0.2.3\n".getBytes(StandardCharsets.US_ASCII);

    private static final int INNER_NETWORK = 100; // a descriptor's number that the helper can be told
    private static final byte[] ONE_MILLISECOND =
            ProgramBuilder.struct(16).putLong(0).putLong(1_000_000).array(); // struct timespec
    private static final byte[] SOMEWHERE = {2, 0, 0, 9, (byte) 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0}; // 192.0.2.1:9

    private final ProgramBuilder program;
    private final Path helper;
    private final Slot process;
    private final Slot host;
    private final Label start;

    PrivateNetwork(ProgramBuilder program) {
        this.program = program;
        this.helper = OwnFiles.program("slirp4netns")
                .orElseThrow(() -> BuildException.of(
                                ErrorCode.FEATURE_MISSING, "no private network: there is no slirp4netns")
                        .withHint("install the package slirp4netns, or use --network=host or none"));
        this.process = program.slot("network-helper");
        this.host = program.slot("host-network");
        this.start = program.label("network-helper");
    }

    /** In the outer process, before the command's: both are then in the new network, the helper in the old one. */
    void open() {
        program.topic("private network");
        Slot inner = program.slot("inner-network");
        openOwn(host);
        program.call(Syscall.UNSHARE, Linux.CLONE_NEWNET)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "the kernel refuses a new network");
        openOwn(inner);
        program.call(Syscall.CLONE, Linux.SIGCHLD, NULL, NULL, NULL, NULL)
                .into(process)
                .whenZero(start);
        program.call(Syscall.CLOSE, host);
        program.call(Syscall.CLOSE, inner);
        inside = inner;
    }

    private Slot inside = new Slot(0, "nowhere");

    private void openOwn(Slot into) {
        program.call(
                        Syscall.OPENAT,
                        Linux.AT_FDCWD,
                        text("/proc/self/ns/net"),
                        Linux.O_RDONLY.or(Linux.O_CLOEXEC),
                        NULL)
                .into(into);
    }

    /** In the outer process, when the command has ended. */
    void end() {
        program.call(Syscall.KILL, process, Linux.SIGKILL).acceptAll(); // it may have ended by itself
    }

    /** The helper's code. What it prints is nobody's business. */
    void helper() {
        program.place(start);
        program.call(Syscall.PRCTL, Linux.PR_SET_PDEATHSIG, Linux.SIGKILL, NULL, NULL, NULL);
        program.call(Syscall.SETNS, host, Linux.CLONE_NEWNET);
        program.call(Syscall.DUP3, inside, number(INNER_NETWORK), NULL);
        Slot nothing = program.slot("nothing");
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, text("/dev/null"), Linux.O_RDWR.or(Linux.O_CLOEXEC), NULL)
                .into(nothing);
        for (int descriptor = 0; descriptor <= 2; descriptor++) {
            program.call(Syscall.DUP3, nothing, number(descriptor), NULL);
        }
        List<String> arguments = List.of(
                "slirp4netns",
                "--configure",
                "--mtu=65520",
                "--disable-host-loopback",
                "--netns-type=path",
                "/proc/self/fd/" + INNER_NETWORK,
                "tap0");
        program.call(
                        Syscall.EXECVE,
                        text(PathBytes.bytes(helper)),
                        program.strings("helper-args", arguments),
                        program.strings("helper-env", List.of()))
                .orFail(ErrorCode.FEATURE_MISSING, "cannot start slirp4netns");
    }

    /** In the inner process: waits until there is a way to the outside. Should there never be one, the lease ends it. */
    void await() {
        program.topic("until the private network is there");
        Memory pause = program.bytes("pause", ONE_MILLISECOND);
        Memory somewhere = program.bytes("somewhere", SOMEWHERE);
        Slot socket = program.slot("socket");
        Label again = program.label("network-missing");
        Label asked = program.label("network-asked");
        Label there = program.label("network-there");
        program.call(Syscall.SOCKET, Linux.AF_INET, Linux.SOCK_DGRAM.or(Linux.SOCK_CLOEXEC), number(0))
                .into(socket);
        program.jump(asked);
        program.place(again);
        program.call(Syscall.PPOLL, NULL, NULL, pause, NULL, NULL).acceptAll();
        program.place(asked);
        program.call(Syscall.CONNECT, socket, somewhere, number(SOMEWHERE.length))
                .when(Errno.ENETUNREACH, again);
        program.jump(there);
        program.place(there);
        program.call(Syscall.CLOSE, socket);
    }
}
