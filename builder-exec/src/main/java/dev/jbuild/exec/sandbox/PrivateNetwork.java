package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.exec.host.NetworkHelper;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.util.List;
import java.util.Optional;

/**
 * A network of the sandbox's own that reaches the outside through slirp4netns or pasta, and not the host's loopback. The helper is a
 * process of the same program, in the host's network, and ends with it.
 */
final class PrivateNetwork {
    private static final int INNER_NETWORK = 100; // numbers of descriptors that the helper can be told
    private static final int READY = 101;
    private static final byte[] GO = {1};
    private static final String NAMED = "/proc/self/fd/" + INNER_NETWORK;
    private static final String PLACE = "network-namespace";
    private static final String MADE_NONE = " could make no private network";

    private final ProgramBuilder program;
    private final ScratchDirectory scratch;
    private final NetworkHelper helper;
    private final Slot process;
    private final Pipe ready;
    private final Pipe go;
    private final Label start;

    /** A pipe with a name in the scratch directory, which is opened at both ends. */
    private record Pipe(String name, Slot read, Slot write) {}

    PrivateNetwork(ProgramBuilder program, ScratchDirectory scratch) {
        this.program = program;
        this.scratch = scratch;
        this.helper = NetworkHelper.find(System.getenv())
                .orElseThrow(() -> BuildException.of(
                                ErrorCode.FEATURE_MISSING, "no private network: there is neither slirp4netns nor pasta")
                        .withHint("install the package slirp4netns, or passt, or use --network=host or none"));
        this.process = program.slot("network-helper");
        this.ready = pipe("network-ready");
        this.go = pipe("network-go");
        this.start = program.label("network-helper");
    }

    /** What to do where the helper could not do its work; empty for any other failure. */
    static Optional<String> hint(BuildException failure) {
        return failure.getMessage().endsWith(MADE_NONE)
                ? Optional.of(
                        "make sure that /dev/net/tun is there and open to the user, as after \"modprobe tun; chmod 666"
                                + " /dev/net/tun\", or use --network=host or none")
                : Optional.empty();
    }

    /** The name server to ask in it. */
    byte[] resolvConf() {
        return helper.resolvConf();
    }

    private Pipe pipe(String name) {
        return new Pipe(name, program.slot(name), program.slot(name + "-end"));
    }

    /**
     * In the outer process, before the command's: the helper stays in the host's network, to which nobody without root could go
     * back, and gets a descriptor of the new one from here.
     */
    void open() {
        program.topic("private network");
        open(ready);
        open(go);
        program.call(Syscall.CLONE, Linux.SIGCHLD, NULL, NULL, NULL, NULL)
                .into(process)
                .whenZero(start);
        program.call(Syscall.UNSHARE, Linux.CLONE_NEWNET)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "the kernel refuses a new network");
        Slot inner = program.slot("inner-network");
        program.call(
                        Syscall.OPENAT,
                        Linux.AT_FDCWD,
                        text("/proc/self/ns/net"),
                        Linux.O_RDONLY.or(Linux.O_CLOEXEC),
                        NULL)
                .into(inner);
        program.call(Syscall.DUP3, inner, number(INNER_NETWORK), Linux.O_CLOEXEC);
        program.call(Syscall.CLOSE, inner);
        program.call(Syscall.WRITE, go.write, program.bytes("go", GO), number(GO.length));
        for (Slot end : List.of(go.read, go.write, ready.write)) {
            program.call(Syscall.CLOSE, end); // the helper has the only end to write to: its end is that of the pipe
        }
    }

    private void open(Pipe pipe) {
        Arg path = scratch.at(pipe.name);
        program.call(Syscall.MKNODAT, Linux.AT_FDCWD, path, MountCalls.mode(Linux.S_IFIFO, 0600), number(0));
        // Without waiting for who writes; then back to waiting for what is written.
        Constant flags = Linux.O_RDONLY.or(Linux.O_NONBLOCK).or(Linux.O_CLOEXEC);
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, path, flags, NULL).into(pipe.read);
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, path, Linux.O_WRONLY.or(Linux.O_CLOEXEC), NULL)
                .into(pipe.write);
        program.call(Syscall.FCNTL, pipe.read, Linux.F_SETFL, Constant.NONE);
    }

    /** In the outer process, when the command has ended. */
    void end() {
        program.call(Syscall.KILL, process, Linux.SIGKILL).acceptAll(); // it may have ended by itself
    }

    /** The helper's code. What it prints is nobody's business. */
    void helper() {
        program.place(start);
        program.call(Syscall.PRCTL, Linux.PR_SET_PDEATHSIG, Linux.SIGKILL, NULL, NULL, NULL);
        program.call(Syscall.CLOSE, go.write); // should the outer process end before it says so, this one does
        program.call(Syscall.READ, go.read, program.zeros("gone", 8), number(1));
        Slot parent = program.slot("parent");
        program.call(Syscall.GETPPID).into(parent);
        program.call(Syscall.PIDFD_OPEN, parent, number(0)).into(parent);
        Slot inner = program.slot("inner-network");
        program.call(Syscall.PIDFD_GETFD, parent, number(INNER_NETWORK), number(0))
                .into(inner)
                .orFail(ErrorCode.FEATURE_MISSING, "cannot hand a private network to " + name());
        program.call(Syscall.DUP3, inner, number(INNER_NETWORK), NULL);
        Slot nothing = program.slot("nothing");
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, text("/dev/null"), Linux.O_RDWR.or(Linux.O_CLOEXEC), NULL)
                .into(nothing);
        for (int descriptor = 0; descriptor <= 2; descriptor++) {
            program.call(Syscall.DUP3, nothing, number(descriptor), NULL);
        }
        if (helper.kind() == NetworkHelper.Kind.PASTA) {
            pasta();
        } else {
            program.call(Syscall.DUP3, ready.write, number(READY), NULL);
            execute(NetworkHelper.slirp(NAMED, READY));
        }
    }

    /**
     * It gives up the right to look at another's descriptors before it opens the network, and newer ones close those that they are
     * handed: so the network gets a path, in a mount namespace of the helper's own. This process holds the pipe open meanwhile, which
     * ends with the helper.
     */
    private void pasta() {
        program.call(Syscall.UNSHARE, Linux.CLONE_NEWNS);
        program.call(Syscall.MOUNT, NULL, text("/"), NULL, Linux.MS_REC.or(Linux.MS_PRIVATE), NULL);
        Arg place = scratch.at(PLACE);
        program.call(Syscall.MKNODAT, Linux.AT_FDCWD, place, MountCalls.mode(Linux.S_IFREG, 0600), number(0));
        program.call(Syscall.MOUNT, text(NAMED), place, NULL, Linux.MS_BIND, NULL);
        Label run = program.label("pasta");
        Slot pasta = program.slot("pasta");
        program.call(Syscall.CLONE, Linux.SIGCHLD, NULL, NULL, NULL, NULL)
                .into(pasta)
                .whenZero(run);
        Memory status = program.zeros("pasta-status", 8);
        Label wait = program.label("pasta-wait");
        program.place(wait);
        program.call(Syscall.WAIT4, pasta, status, NULL, NULL).when(Errno.EINTR, wait);
        program.call(Syscall.EXIT_WITH, status);
        program.place(run);
        program.call(Syscall.PRCTL, Linux.PR_SET_PDEATHSIG, Linux.SIGKILL, NULL, NULL, NULL);
        execute(NetworkHelper.pasta(
                scratch.path(PLACE).toString(), scratch.path(ready.name).toString()));
    }

    private void execute(List<String> arguments) {
        program.call(
                        Syscall.EXECVE,
                        text(PathBytes.bytes(helper.file())),
                        program.strings("helper-args", arguments),
                        program.strings("helper-env", List.of()))
                .orFail(ErrorCode.FEATURE_MISSING, "cannot start " + name());
    }

    private String name() {
        return helper.kind().command();
    }

    /** In the inner process: waits until there is a way to the outside, or the helper has ended without making one. */
    void await() {
        program.topic("until the private network is there");
        Memory answer = program.zeros("answer", 8);
        Label ended = program.label("network-missing");
        Label there = program.label("network-there");
        program.call(Syscall.READ, ready.read, answer, number(1)).whenZero(ended);
        program.jump(there);
        program.place(ended);
        program.call(Syscall.FAIL_WITH, number(Errno.ENXIO.number()))
                .orFail(ErrorCode.FEATURE_MISSING, name() + MADE_NONE);
        program.place(there);
        program.call(Syscall.CLOSE, ready.read);
    }
}
