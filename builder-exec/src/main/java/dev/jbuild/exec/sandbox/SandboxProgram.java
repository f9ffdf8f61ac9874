package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.mode;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.emulation.Emulation;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.program.Program;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The program of a step, of which a {@link Prelude} is the first part. The order is the protection: every mount is made before the host is
 * out of sight, attached to nothing; then the rootfs is entered; only then are mounts attached, so that no path of the image is ever
 * resolved on the host.
 */
final class SandboxProgram {
    private static final List<String> OWN = List.of("/proc", "/sys", "/dev");
    private static final List<TreePath> OWN_PATHS =
            List.of(TreePath.of("proc"), TreePath.of("sys"), TreePath.of("dev"));

    private final ProcessSpec spec;
    private final Surroundings surroundings;
    private final StreamsShape shape;
    private final MountPoints points;
    private final List<MountPoint> etcPoints = new ArrayList<>();
    private @Nullable StubLayer stubs; // when it is built

    /**
     * What a program depends on beside the command: the same for all of a build, save the emulation.
     *
     * @param shared by all sandboxes of the build
     * @param emulation when the command is for another processor
     */
    record Surroundings(
            Machine machine,
            Rights rights,
            KernelFeatures features,
            SharedDirectory shared,
            DeviceGuard guard,
            Optional<Emulation> emulation) {}

    SandboxProgram(Surroundings surroundings, ProcessSpec spec, StreamsShape shape) {
        this.spec = spec;
        this.surroundings = surroundings;
        this.shape = shape;
        this.points = new MountPoints(spec.rootFs().tree());
        for (int i = 0; i < OWN.size(); i++) {
            points.add(OWN.get(i), OWN_PATHS.get(i), MountPoint.Kind.DIRECTORY);
        }
        for (EtcFiles.Name file : EtcFiles.NAMES) {
            etcPoints.add(points.add(file.text(), file.path(), MountPoint.Kind.FILE));
        }
    }

    /** What the first part of it depends upon. */
    PreludePolicy policy(byte[] resolvConf) {
        return new PreludePolicy(
                shape,
                new KernelFileSystems.Asked(
                        spec.network(), spec.privileges(), spec.limits().shmBytes()),
                spec.adjustments().devices(),
                new EtcFiles.Wanted(spec.hostname(), EtcFiles.hosts(spec), resolvConf, etcPoints));
    }

    /** True when it must be read before something else reads from the same standard input, as what is typed into a terminal is. */
    static boolean isReadFirst(StreamsShape shape) {
        return shape instanceof StreamsShape.Terminal;
    }

    /** The rest of a program that begins so. */
    Program build(Prelude prelude) throws IOException {
        ProgramBuilder program =
                new ProgramBuilder(surroundings.machine(), prelude.program().program());
        program.reportTo(prelude.left().report());
        MountCalls mounts = new MountCalls(program, surroundings.features().mounts());
        ScratchDirectory scratch = new ScratchDirectory(
                program, surroundings.rights(), spec.rootFs().scratch());
        if (isReadFirst(shape)) {
            program.call(Syscall.SWITCH);
        }
        program.topic("the host is in sight");
        program.call(Syscall.MOUNT, NULL, text("/"), NULL, Linux.MS_REC.or(Linux.MS_PRIVATE), NULL)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot make mounts private");
        Optional<ForeignPrograms> foreign =
                surroundings.emulation().map(emulation -> new ForeignPrograms(program, mounts, emulation));
        foreign.ifPresent(ForeignPrograms::open);
        SpecMounts asked = new SpecMounts(program, mounts, scratch, points);
        HostDevices devices = new HostDevices(program, mounts);
        devices.open(spec.adjustments().devices());
        MemoryFiles memory = new MemoryFiles(
                program, mounts, surroundings.rights(), prelude.left().files());
        asked.prepare(spec.mounts(), memory);
        memory.close();
        enter(program, mounts, scratch);
        program.topic("what begins before the command is known attaches what it has made");
        program.call(Syscall.SWITCH);
        devices.attach();
        asked.attach();
        if (mounts.byPaths()) {
            leaveHost(program);
        }
        Streams.own(program, shape, spec.identity());
        ResourceLimits.set(program, spec.limits().ulimits());
        workingDirectory(program);
        if (spec.adjustments().root() == ProcessSpec.RootAccess.READ_ONLY) {
            mounts.restrict(text("/"), Linux.MOUNT_ATTR_RDONLY);
        }
        surroundings.guard().finish(program, mounts, prelude.left().guarded(), spec);
        foreign.ifPresent(ForeignPrograms::register);
        become(program);
        return program.build();
    }

    private void become(ProgramBuilder program) throws IOException {
        new Confinement(program, surroundings.rights(), spec).add();
        if (spec.adjustments().init() == ProcessSpec.Init.REAPER) {
            new Reaper(program, shape).add();
        }
        new Execution(program, spec).add();
    }

    private void enter(ProgramBuilder program, MountCalls mounts, ScratchDirectory scratch) {
        stubs = new StubLayer(program, scratch, points, Optional.of(surroundings.shared()));
        RootFsMount rootFs = new RootFsMount(
                program, mounts, scratch, surroundings.features().rootFs());
        Slot root = rootFs.attach(
                spec.rootFs(), text(PathBytes.bytes(surroundings.shared().place())), stubs);
        program.topic("enter the rootfs; the host is out of sight from here on");
        program.call(Syscall.FCHDIR, root);
        program.call(Syscall.PIVOT_ROOT, text("."), text("."))
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot enter the rootfs");
        if (!mounts.byPaths()) {
            leaveHost(program);
        }
        program.call(Syscall.CLOSE, root);
        rootFs.makeMissing(points);
    }

    private static void leaveHost(ProgramBuilder program) {
        program.call(Syscall.UMOUNT2, text("."), Linux.MNT_DETACH);
        program.call(Syscall.CHDIR, text("/"));
    }

    /** The program has ended, and none of its calls had failed. */
    void succeeded() {
        if (stubs != null) {
            stubs.succeeded();
        }
    }

    /** The mount points that no layer has; all are known when the program is built. */
    SortedMap<TreePath, MountPoint.Kind> missing() {
        return points.missing();
    }

    /** Makes what is missing of it, as root, and goes there before the ids change: who runs may not be let in later. */
    private void workingDirectory(ProgramBuilder program) {
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
