package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.mode;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.Program;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import dev.jbuild.exec.runtime.ConfigJson;
import dev.jbuild.exec.runtime.OciRuntime;
import dev.jbuild.exec.runtime.RuntimeConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The program of a step in an OCI runtime. The inner process is the first of a pid namespace and has a mount namespace of its own:
 * it makes the rootfs and the mounts, starts the runtime, and waits for the container, which is its child when the runtime has
 * ended. When it ends, however that is, the kernel ends the container and the mounts; the runtime's own files are in memory there.
 */
final class RuntimeProgram {
    /** Where the wait statuses of the runtime and of the container are told, eight bytes each. */
    static final String STATUSES = "statuses";

    static final String LOG = "runtime.log";
    private static final String BUNDLE = "bundle";
    private static final String MEMORY = "memory";
    private static final String AT = "rootfs-at";
    private static final List<String> ENVIRONMENT =
            List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

    private final Surroundings surroundings;
    private final ProcessSpec spec;
    private final Rights rights;
    private final StreamsShape shape;
    private final ProgramBuilder program;
    private final MountCalls mounts;
    private final ScratchDirectory scratch;
    private final MountPoints points;
    private final Streams streams;
    private final Optional<PrivateNetwork> network;

    /** What a program depends on beside the command. */
    record Surroundings(
            Machine machine,
            Rights rights,
            KernelFeatures features,
            byte[] resolvConf,
            OciRuntime runtime,
            RuntimeGroups groups) {}

    RuntimeProgram(Surroundings surroundings, ProcessSpec spec, StreamsShape shape) {
        this.surroundings = surroundings;
        this.spec = spec;
        this.rights = surroundings.rights();
        this.shape = shape;
        this.program = new ProgramBuilder(surroundings.machine());
        this.mounts = new MountCalls(program, surroundings.features().mounts());
        this.scratch = new ScratchDirectory(program, rights, spec.rootFs().scratch());
        this.points = new MountPoints(spec.rootFs().tree());
        this.streams = Streams.ofRuntime(program, rights, shape, scratch);
        this.network = spec.network() == ProcessSpec.Network.PRIVATE
                ? Optional.of(new PrivateNetwork(program, scratch))
                : Optional.empty();
    }

    Program build() throws IOException {
        OuterProcess outer = new OuterProcess(program, scratch, streams, network);
        outer.begin(OuterProcess.REPORT);
        streams.open();
        network.ifPresent(PrivateNetwork::open);
        Label inside = program.label("inside");
        Constant namespaces = Linux.CLONE_NEWNS.or(Linux.CLONE_NEWPID);
        outer.start(namespaces, inside, surroundings.groups().made());
        program.place(inside);
        inner();
        return program.build();
    }

    private void inner() throws IOException {
        program.topic("inner process");
        program.call(Syscall.PRCTL, Linux.PR_SET_PDEATHSIG, Linux.SIGKILL, NULL, NULL, NULL);
        program.call(Syscall.SETSID);
        Signals.reset(program);
        program.call(Syscall.MOUNT, NULL, text("/"), NULL, Linux.MS_REC.or(Linux.MS_PRIVATE), NULL)
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot make mounts private");
        writeBundle(makeWorld());
        network.ifPresent(PrivateNetwork::await);
        streams.connectRuntime();
        carryOut();
    }

    /** All mounts, in the order that keeps what the host has out of reach; returns the paths that the runtime is told. */
    private RuntimePolicy.Places makeWorld() throws IOException {
        List<MountPoint> own = List.of("/proc", "/sys", "/dev").stream()
                .map(path -> points.add(path, MountPoint.Kind.DIRECTORY))
                .toList();
        scratch.makeDirectory(scratch.at(MEMORY), 0700);
        MemoryFiles memory = new MemoryFiles(program, mounts, rights, scratch.at(MEMORY));
        List<Etc> etc = List.of(
                new Etc("/etc/hostname", memory.add("hostname", EtcFiles.hostname(spec.hostname()))),
                new Etc("/etc/hosts", memory.add("hosts", EtcFiles.hosts(spec))),
                new Etc("/etc/resolv.conf", memory.add("resolv-conf", resolvConf())));
        List<MountPoint> etcPoints = etc.stream()
                .map(file -> points.add(file.target(), MountPoint.Kind.FILE))
                .toList();
        SpecMounts asked = new SpecMounts(program, mounts, scratch, points);
        List<DevMount> dev = devices();
        asked.prepare(spec.mounts(), memory);
        dev.addAll(init(memory));
        memory.close();
        boolean bindsSys = RuntimePolicy.bindsSys(spec, rights);
        Slot sys = bindsSys ? mounts.bind("sys", text("/sys"), Linux.AT_RECURSIVE) : program.slot("no-sys");
        new HostView(program, mounts, scratch, surroundings.runtime().file()).restrict(surroundings.groups());
        scratch.makeDirectory(scratch.at(AT), 0755);
        new RootFsMount(program, mounts, scratch, surroundings.features().rootFs())
                .attach(spec.rootFs(), scratch.at(AT), new StubLayer(program, scratch, points, Optional.empty()));
        StagedMounts staged = new StagedMounts(program, mounts, scratch);
        if (bindsSys) {
            staged.add(own.get(1), sys, sysAttributes(), Linux.AT_RECURSIVE);
        }
        Constant readOnly = MountCalls.HARMLESS.or(Linux.MOUNT_ATTR_RDONLY);
        for (int i = 0; i < etc.size(); i++) {
            staged.add(etcPoints.get(i), etc.get(i).mount(), readOnly, Constant.NONE);
        }
        dev.forEach(mount -> staged.add(mount.point(), mount.mount(), mount.attributes(), Constant.NONE));
        staged.stage(asked.prepared());
        String cwd = workingDirectory(staged);
        return new RuntimePolicy.Places(scratch.path(AT).toString(), staged.entries(), cwd, args());
    }

    private List<String> args() {
        return hasInit() ? RuntimeInit.args() : ProgramSearch.withPath(spec);
    }

    private boolean hasInit() {
        return spec.adjustments().init() == ProcessSpec.Init.REAPER;
    }

    /** Something below /dev. */
    private record DevMount(MountPoint point, Slot mount, Constant attributes) {}

    private List<DevMount> devices() {
        List<DevMount> devices = new ArrayList<>();
        HostDevices opened = new HostDevices(program, mounts);
        opened.open(spec.adjustments().devices());
        opened.opened().forEach((path, mount) -> {
            MountPoint point = points.add("/" + path, MountPoint.Kind.FILE);
            devices.add(new DevMount(point, mount, Constant.NONE));
        });
        return devices;
    }

    private List<DevMount> init(MemoryFiles memory) throws IOException {
        if (!hasInit()) {
            return List.of();
        }
        Machine machine = surroundings.machine();
        Constant readOnly = Linux.MOUNT_ATTR_RDONLY.or(Linux.MOUNT_ATTR_NOSUID);
        return List.of(
                new DevMount(
                        points.add(RuntimeInit.RUNNER, MountPoint.Kind.FILE),
                        memory.add("init", RuntimeInit.runner(machine), RuntimeInit.EXECUTABLE),
                        readOnly),
                new DevMount(
                        points.add(RuntimeInit.PROGRAM, MountPoint.Kind.FILE),
                        memory.add("init-program", RuntimeInit.program(machine, spec, shape), RuntimeInit.EXECUTABLE),
                        readOnly));
    }

    /** A file of /etc that is the sandbox's own. */
    private record Etc(String target, Slot mount) {}

    private Constant sysAttributes() {
        return spec.privileges() == ProcessSpec.Privileges.INSECURE
                ? MountCalls.HARMLESS
                : MountCalls.HARMLESS.or(Linux.MOUNT_ATTR_RDONLY);
    }

    private byte[] resolvConf() {
        return network.isPresent() ? network.get().resolvConf() : surroundings.resolvConf();
    }

    /**
     * Where it really is, every link followed in the image, and what is missing of it made. A runtime that is handed a link to
     * /proc/self/fd/N enters a directory of the host (CVE-2024-21626).
     */
    private String workingDirectory(StagedMounts staged) {
        program.topic("working directory");
        MountPoint point = points.find(spec.workingDir(), MountPoint.Kind.DIRECTORY);
        TreePath path = point.path();
        if (path.startsWith(TreePath.of("proc"))) {
            throw BuildException.of(
                            ErrorCode.IMAGE_INVALID,
                            "cannot enter the working directory \"" + spec.workingDir() + "\": it is in /proc")
                    .withHint("choose another with WORKDIR, or use --runtime=native");
        }
        if (staged.holds(path)) {
            point.within().ifPresent(mount -> staged.makeDirectory(mount, path));
        } else if (point.within().isEmpty()) {
            TreePath made = TreePath.ROOT;
            for (TreePath name : path.components()) {
                made = made.resolve(name);
                program.call(Syscall.MKDIRAT, Linux.AT_FDCWD, scratch.at(AT, made), mode(0755))
                        .accept(Errno.EEXIST);
            }
        }
        return StagedMounts.destination(path);
    }

    private void writeBundle(RuntimePolicy.Places places) throws IOException {
        program.topic("what the runtime is told; in memory, as it may have secrets");
        scratch.makeDirectory(scratch.at(BUNDLE), 0700);
        Slot memory = mounts.keepAt(scratch.at(BUNDLE), mounts.fileSystem("tmpfs", MountCalls.HARMLESS, "mode", "700"));
        RuntimePolicy policy = new RuntimePolicy(spec, rights, surroundings.machine());
        RuntimeConfig config = policy.config(places, shape, surroundings.groups());
        byte[] json = ConfigJson.write(config);
        Slot file = program.slot("config");
        Constant fresh = Linux.O_WRONLY.or(Linux.O_CREAT).or(Linux.O_CLOEXEC);
        program.call(Syscall.OPENAT, memory, text("config.json"), fresh, mode(0600))
                .into(file);
        program.call(Syscall.WRITE, file, program.bytes("config.json", json), number(json.length));
        program.call(Syscall.CLOSE, file);
        program.call(Syscall.CLOSE, memory);
    }

    private void carryOut() {
        program.topic("the runtime, and the container that it leaves");
        Slot statuses = program.slot("statuses");
        Constant fresh = Linux.O_WRONLY.or(Linux.O_CREAT).or(Linux.O_CLOEXEC);
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, scratch.at(STATUSES), fresh, mode(0600))
                .into(statuses);
        Slot runtime = program.slot("runtime");
        Label start = program.label("runtime");
        program.call(Syscall.CLONE, Linux.SIGCHLD, NULL, NULL, NULL, NULL)
                .into(runtime)
                .whenZero(start);
        Memory started = program.zeros("runtime-status", 8);
        Label reap = program.label("reap-runtime");
        program.place(reap);
        program.call(Syscall.WAIT4, runtime, started, NULL, NULL).when(Errno.EINTR, reap);
        program.call(Syscall.WRITE, statuses, started, number(8));
        // Runtimes leave other children first, and the container last.
        byte[] nothing = ByteBuffer.allocate(8).putLong(-1).array();
        Memory ended = program.bytes("container-status", nothing);
        Label again = program.label("reap-container");
        Label done = program.label("all-reaped");
        program.place(again);
        program.call(Syscall.WAIT4, number(-1), ended, NULL, NULL)
                .accept(Errno.EINTR)
                .when(Errno.ECHILD, done);
        program.jump(again);
        program.place(done);
        program.call(Syscall.WRITE, statuses, ended, number(8));
        program.call(Syscall.EXIT_WITH, program.zeros("success", 8));
        program.place(start);
        execute();
    }

    private void execute() {
        Path bundle = scratch.path(BUNDLE);
        String console = shape instanceof StreamsShape.Terminal ? "../" + ConsoleSocket.NAME : "";
        OciRuntime.Places places = new OciRuntime.Places(bundle, bundle.resolve("state"), scratch.path(LOG), console);
        OciRuntime.Groups groups =
                surroundings.groups().config().isPresent() ? OciRuntime.Groups.MADE : OciRuntime.Groups.NONE;
        List<String> command = surroundings.runtime().start(places, groups, "jbuild");
        program.call(Syscall.CHDIR, scratch.at(BUNDLE));
        program.call(
                        Syscall.EXECVE,
                        text(command.get(0)),
                        program.strings("runtime-args", command),
                        program.strings("runtime-env", ENVIRONMENT))
                .orFail(ErrorCode.FEATURE_MISSING, "cannot start the runtime");
    }

    /** The mount points that no layer has; all are known when the program is built. */
    SortedMap<TreePath, MountPoint.Kind> missing() {
        return points.missing();
    }
}
