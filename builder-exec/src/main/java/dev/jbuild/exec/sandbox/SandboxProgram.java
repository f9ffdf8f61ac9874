package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.mode;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.emulation.Emulation;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.program.Program;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The whole program of a step. Two processes carry it out: the outer one, which holds the lease and waits, and the inner one in
 * namespaces of its own, which makes the world and becomes the command. The order is the protection: every mount is made before
 * the host is out of sight, attached to nothing; then the rootfs is entered; only then are mounts attached, so that no path of the
 * image is ever resolved on the host.
 */
final class SandboxProgram {
    private final ProcessSpec spec;
    private final Rights rights;
    private final ProgramBuilder program;
    private final MountCalls mounts;
    private final ScratchDirectory scratch;
    private final MountPoints points;
    private final StubLayer stubs;
    private final Streams streams;
    private final Optional<PrivateNetwork> network;
    private final Surroundings surroundings;
    private final StreamsShape shape;

    /**
     * What a program depends on beside the command.
     *
     * @param group of control, joined by the command's process
     * @param shared by all sandboxes of the build
     * @param emulation when the command is for another processor
     */
    record Surroundings(
            Machine machine,
            Rights rights,
            KernelFeatures features,
            byte[] resolvConf,
            ControlGroup group,
            SharedDirectory shared,
            DeviceGuard guard,
            Optional<Emulation> emulation) {}

    SandboxProgram(Surroundings surroundings, ProcessSpec spec, StreamsShape shape) {
        this.spec = spec;
        this.surroundings = surroundings;
        this.shape = shape;
        this.rights = surroundings.rights();
        this.program = new ProgramBuilder(surroundings.machine());
        this.mounts = new MountCalls(program, surroundings.features().mounts());
        this.scratch = new ScratchDirectory(program, rights, spec.rootFs().scratch());
        this.points = new MountPoints(spec.rootFs().tree());
        this.stubs = new StubLayer(program, scratch, points, Optional.of(surroundings.shared()));
        this.streams = new Streams(program, mounts, rights, shape);
        this.network = spec.network() == ProcessSpec.Network.PRIVATE
                ? Optional.of(new PrivateNetwork(program, scratch))
                : Optional.empty();
    }

    Program build() throws IOException {
        OuterProcess outer = new OuterProcess(program, scratch, streams, network);
        outer.begin();
        streams.open();
        network.ifPresent(PrivateNetwork::open);
        Slot guarded = surroundings.guard().make(program, surroundings.group(), spec);
        Label inside = program.label("inside");
        outer.start(namespaces(), inside, surroundings.group());
        program.place(inside);
        inner(guarded);
        return program.build();
    }

    private Constant namespaces() {
        Constant flags =
                Linux.CLONE_NEWNS.or(Linux.CLONE_NEWUTS).or(Linux.CLONE_NEWIPC).or(Linux.CLONE_NEWPID);
        flags = surroundings.group().isEmpty() ? flags.or(Linux.CLONE_NEWCGROUP) : flags; // else when it has joined
        flags = spec.network() == ProcessSpec.Network.NONE ? flags.or(Linux.CLONE_NEWNET) : flags;
        return flags;
    }

    private void inner(Slot guarded) throws IOException {
        program.topic("inner process");
        program.call(Syscall.PRCTL, Linux.PR_SET_PDEATHSIG, Linux.SIGKILL, NULL, NULL, NULL);
        program.call(Syscall.SETSID);
        Signals.reset(program);
        surroundings.group().join(program);
        program.topic("names");
        byte[] hostname = spec.hostname().getBytes(StandardCharsets.UTF_8);
        program.call(Syscall.SETHOSTNAME, program.bytes("hostname", hostname), number(hostname.length));
        program.call(Syscall.MOUNT, NULL, text("/"), NULL, Linux.MS_REC.or(Linux.MS_PRIVATE), NULL)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot make mounts private");
        Optional<ForeignPrograms> foreign =
                surroundings.emulation().map(emulation -> new ForeignPrograms(program, mounts, emulation));
        foreign.ifPresent(ForeignPrograms::open);
        mountAll();
        if (spec.network() != ProcessSpec.Network.HOST) {
            Loopback.up(program);
        }
        network.ifPresent(PrivateNetwork::await);
        streams.connect(spec.identity());
        ResourceLimits.set(program, spec.limits().ulimits());
        workingDirectory();
        if (spec.adjustments().root() == ProcessSpec.RootAccess.READ_ONLY) {
            mounts.restrict(text("/"), Linux.MOUNT_ATTR_RDONLY);
        }
        surroundings.guard().finish(program, mounts, guarded, spec);
        foreign.ifPresent(ForeignPrograms::register);
        new Confinement(program, rights, spec).add();
        if (spec.adjustments().init() == ProcessSpec.Init.REAPER) {
            new Reaper(program, shape).add();
        }
        new Execution(program, spec).add();
    }

    private void mountAll() throws IOException {
        for (String path : List.of("/proc", "/sys", "/dev")) {
            points.add(path, MountPoint.Kind.DIRECTORY);
        }
        KernelFileSystems kernel = new KernelFileSystems(program, mounts, rights, spec);
        kernel.make(streams.devpts());
        Arg place = text(PathBytes.bytes(surroundings.shared().place()));
        MemoryFiles memory = new MemoryFiles(program, mounts, rights, place);
        List<EtcMount> etc = List.of(
                new EtcMount("/etc/hostname", memory.add("hostname", EtcFiles.hostname(spec))),
                new EtcMount("/etc/hosts", memory.add("hosts", EtcFiles.hosts(spec))),
                new EtcMount("/etc/resolv.conf", memory.add("resolv-conf", resolvConf())));
        List<MountPoint> etcPoints = new ArrayList<>();
        for (EtcMount file : etc) {
            etcPoints.add(points.add(file.target(), MountPoint.Kind.FILE));
        }
        SpecMounts asked = new SpecMounts(program, mounts, scratch, points);
        HostDevices devices = new HostDevices(program, mounts);
        devices.open(spec.adjustments().devices());
        asked.prepare(spec.mounts(), memory);
        memory.close();
        RootFsMount rootFs = new RootFsMount(
                program, mounts, scratch, surroundings.features().rootFs());
        enter(rootFs.attach(spec.rootFs(), place, stubs));
        rootFs.makeMissing(points);
        kernel.attach();
        program.topic("files of /etc");
        for (int i = 0; i < etc.size(); i++) {
            mounts.makeWithin(etcPoints.get(i));
            mounts.attach(
                    etc.get(i).mount(),
                    etcPoints.get(i).arg(),
                    MountCalls.HARMLESS.or(Linux.MOUNT_ATTR_RDONLY),
                    Constant.NONE);
        }
        if (spec.privileges() != ProcessSpec.Privileges.INSECURE) {
            MaskedPaths.add(program); // as long as /dev/null is certainly ours
        }
        devices.attach();
        asked.attach();
        if (mounts.byPaths()) {
            leaveHost();
        }
    }

    private byte[] resolvConf() {
        return network.isPresent() ? network.get().resolvConf() : surroundings.resolvConf();
    }

    /** A file of /etc that is the sandbox's own. */
    private record EtcMount(String target, Slot mount) {}

    private void enter(Slot root) {
        program.topic("enter the rootfs; the host is out of sight from here on");
        program.call(Syscall.FCHDIR, root);
        program.call(Syscall.PIVOT_ROOT, text("."), text("."))
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot enter the rootfs");
        if (!mounts.byPaths()) {
            leaveHost();
        }
        program.call(Syscall.CLOSE, root);
    }

    private void leaveHost() {
        program.call(Syscall.UMOUNT2, text("."), Linux.MNT_DETACH);
        program.call(Syscall.CHDIR, text("/"));
    }

    /** The program has ended, and none of its calls had failed. */
    void succeeded() {
        stubs.succeeded();
    }

    /** The mount points that no layer has; all are known when the program is built. */
    SortedMap<TreePath, MountPoint.Kind> missing() {
        return points.missing();
    }

    /** Makes what is missing of it, as root, and goes there before the ids change: who runs may not be let in later. */
    private void workingDirectory() {
        program.topic("working directory");
        TreePath path = TreePath.clean(spec.workingDir());
        Tree tree = spec.rootFs().tree();
        boolean there = tree.resolve(path).flatMap(tree::get).isPresent();
        if (!there) {
            TreePath made = TreePath.ROOT;
            for (TreePath name : path.components()) {
                made = made.resolve(name);
                // What cannot be made is told by chdir.
                program.call(Syscall.MKDIRAT, Linux.AT_FDCWD, MountPoint.inside(made), mode(0755))
                        .acceptAll();
            }
        }
        program.call(Syscall.CHDIR, MountPoint.inside(path))
                .orFail(ErrorCode.IMAGE_INVALID, "cannot enter the working directory");
    }
}
