package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Stencil;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The calls of a {@link Prelude}. Two processes carry them out: the outer one, which holds the lease and waits, and the inner one in
 * namespaces of its own. It leaves room twice for {@link SandboxProgram}: when all is made that depends on nothing else, so that a runner
 * may wait there for its command; and when what it has made is attached inside the rootfs.
 */
final class PreludeProgram {
    private final SandboxProgram.Surroundings surroundings;
    private final PreludePolicy policy;
    private final Prelude.Place place;
    private final ProgramBuilder program;
    private final MountCalls mounts;
    private final ScratchDirectory scratch;
    private final Streams streams;
    private final Optional<PrivateNetwork> network;

    /** @param place is where the only one reports that has it, or the first of many */
    PreludeProgram(SandboxProgram.Surroundings surroundings, PreludePolicy policy, Prelude.Place place) {
        this.surroundings = surroundings;
        this.policy = policy;
        this.place = place;
        this.program = new ProgramBuilder(surroundings.machine());
        this.mounts = new MountCalls(program, surroundings.features().mounts());
        this.scratch = new ScratchDirectory(program, surroundings.rights(), place.directory());
        this.streams = new Streams(program, mounts, surroundings.rights(), policy.shape());
        this.network = policy.kernel().network() == ProcessSpec.Network.PRIVATE
                ? Optional.of(new PrivateNetwork(program, scratch))
                : Optional.empty();
    }

    Prelude build() throws IOException {
        OuterProcess outer = new OuterProcess(program, scratch, streams, network);
        Slot report = outer.begin(place.reportName());
        if (SandboxProgram.isReadFirst(policy.shape())) {
            program.call(Syscall.SWITCH);
        }
        streams.open();
        network.ifPresent(PrivateNetwork::open);
        var rules = new DeviceGuard.Rules(policy.kernel().privileges(), policy.devices());
        Slot guarded = surroundings.guard().make(program, place.group(), rules);
        Label inside = program.label("inside");
        outer.start(namespaces(), inside, place.group());
        program.place(inside);
        MemoryFiles.Left files = inner();
        Stencil stencil = new Stencil(program.build(), place.name());
        return new Prelude(policy, stencil, new Prelude.Left(report, guarded, files), place);
    }

    private Constant namespaces() {
        Constant flags =
                Linux.CLONE_NEWNS.or(Linux.CLONE_NEWUTS).or(Linux.CLONE_NEWIPC).or(Linux.CLONE_NEWPID);
        flags = place.group().isEmpty() ? flags.or(Linux.CLONE_NEWCGROUP) : flags; // else when it has joined
        return policy.kernel().network() == ProcessSpec.Network.NONE ? flags.or(Linux.CLONE_NEWNET) : flags;
    }

    private MemoryFiles.Left inner() throws IOException {
        program.topic("inner process");
        program.call(Syscall.PRCTL, Linux.PR_SET_PDEATHSIG, Linux.SIGKILL, NULL, NULL, NULL);
        program.call(Syscall.SETSID);
        Signals.reset(program);
        place.group().join(program);
        program.topic("names");
        EtcFiles.Wanted wanted = policy.etc(network);
        byte[] hostname = wanted.hostname().getBytes(StandardCharsets.UTF_8);
        program.call(Syscall.SETHOSTNAME, program.bytes("hostname", hostname), number(hostname.length));
        // Nothing of ours gets to the host from here on; what the host mounts is still seen, as the command may come
        // much later.
        program.call(Syscall.MOUNT, NULL, text("/"), NULL, Linux.MS_REC.or(Linux.MS_SLAVE), NULL)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot make mounts private");
        KernelFileSystems kernel = new KernelFileSystems(program, mounts, surroundings.rights(), policy.kernel());
        kernel.make(streams.devpts());
        MemoryFiles memory = new MemoryFiles(
                program,
                mounts,
                surroundings.rights(),
                text(PathBytes.bytes(surroundings.shared().place())));
        List<Slot> etc = List.of(
                memory.add("hostname", EtcFiles.hostname(wanted.hostname())),
                memory.add("hosts", wanted.hosts()),
                memory.add("resolv-conf", wanted.resolvConf()));
        program.topic("what is the command's own, until its rootfs is entered");
        program.call(Syscall.SWITCH);
        kernel.attach();
        attach(wanted.points(), etc);
        if (policy.kernel().privileges() != ProcessSpec.Privileges.INSECURE) {
            MaskedPaths.add(program); // as long as /dev/null is certainly ours
        }
        if (policy.kernel().network() != ProcessSpec.Network.HOST) {
            Loopback.up(program);
        }
        network.ifPresent(PrivateNetwork::await);
        streams.connect();
        program.topic("the rest is the command's own");
        program.call(Syscall.SWITCH);
        return memory.leave();
    }

    private void attach(List<MountPoint> points, List<Slot> files) {
        program.topic("files of /etc");
        for (int i = 0; i < files.size(); i++) {
            mounts.makeWithin(points.get(i));
            mounts.attach(
                    files.get(i), points.get(i).arg(), MountCalls.HARMLESS.or(Linux.MOUNT_ATTR_RDONLY), Constant.NONE);
        }
    }
}
