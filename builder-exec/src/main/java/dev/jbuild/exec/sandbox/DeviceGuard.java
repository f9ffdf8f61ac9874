package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.mode;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.core.sandbox.Capability;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.host.CgroupHierarchies;
import dev.jbuild.exec.host.CgroupMounts;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Arg;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import dev.jbuild.exec.runtime.RuntimeConfig.DeviceRule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Keeps root in a sandbox from using devices of the host of which it makes a node, or of which the image has one: by a control group,
 * version 1 or 2. Where none can be had, no device works but those of the sandbox's own /dev, and no node can be made. In a user
 * namespace the kernel sees to it by itself.
 *
 * @param parent in which a group can be made
 */
record DeviceGuard(Kind kind, Path parent) {
    private static final Path NOWHERE = Path.of("/dev/null");
    private static final Slot NONE = new Slot(0, "unguarded");
    private static final int LOAD = 5; // BPF_PROG_LOAD
    private static final int ATTACH = 8; // BPF_PROG_ATTACH
    private static final int LOAD_BYTES = 48; // of union bpf_attr
    private static final int ATTACH_BYTES = 32;
    private static final int DEVICE_PROGRAM = 15; // BPF_PROG_TYPE_CGROUP_DEVICE
    private static final long DEVICE_ATTACH = 6; // BPF_CGROUP_DEVICE
    private static final long ALLOW_MULTI = 2L << 32; // BPF_F_ALLOW_MULTI, in the second half of the word

    /** What can be had. */
    enum Kind {
        NOT_NEEDED,
        LEGACY,
        UNIFIED,
        MISSING
    }

    /** What a command is allowed. */
    record Rules(ProcessSpec.Privileges privileges, List<ProcessSpec.Device> devices) {}

    /** What this machine offers; what killed builds left of groups is removed first. */
    static DeviceGuard find(Rights rights) throws IOException {
        if (rights.inUserNamespace()) {
            return new DeviceGuard(Kind.NOT_NEEDED, NOWHERE);
        }
        List<CgroupHierarchies.Hierarchy> hierarchies = CgroupHierarchies.read();
        StaleGroups.sweep(hierarchies);
        Optional<Path> unified = CgroupHierarchies.unified();
        if (unified.isPresent() && OwnFiles.isWritable(unified.get())) {
            return new DeviceGuard(Kind.UNIFIED, unified.get());
        }
        for (CgroupHierarchies.Hierarchy hierarchy : hierarchies) {
            if (hierarchy.controllers().contains("devices") && OwnFiles.isWritable(hierarchy.own())) {
                return new DeviceGuard(Kind.LEGACY, hierarchy.own());
            }
        }
        return new DeviceGuard(Kind.MISSING, NOWHERE);
    }

    /** Tells the groups of a command of the one for devices, which its program makes, and whose name ends so. */
    void plan(ControlGroup group, String fresh) throws IOException {
        if (kind == Kind.LEGACY) {
            group.addPlanned(parent, CgroupMounts.Version.ONE, fresh);
        } else if (kind == Kind.UNIFIED && group.unified().isEmpty()) {
            group.addPlanned(parent, CgroupMounts.Version.TWO, fresh);
        }
    }

    /** In the outer process: the group and its rules. Returns what {@link #finish} needs. */
    Slot make(ProgramBuilder program, ControlGroup group, Rules asked) throws IOException {
        if (kind == Kind.NOT_NEEDED || kind == Kind.MISSING) {
            return NONE;
        }
        Slot guarded = program.slot("device-guard");
        program.topic("devices");
        for (Path planned : group.planned()) {
            program.call(Syscall.MKDIRAT, Linux.AT_FDCWD, text(PathBytes.bytes(planned)), mode(0755))
                    .orFail(ErrorCode.PERMISSION_DENIED, "cannot make a control group");
        }
        if (asked.privileges() != ProcessSpec.Privileges.INSECURE) {
            List<DeviceRule> rules = DeviceRules.of(asked.privileges(), asked.devices());
            if (kind == Kind.LEGACY) {
                write(program, group.planned().get(0), rules);
            } else {
                attach(program, group.unified().orElseThrow(), rules, guarded);
            }
        }
        return guarded;
    }

    private static void write(ProgramBuilder program, Path directory, List<DeviceRule> rules) {
        for (boolean allow : new boolean[] {false, true}) {
            Slot file = program.slot("device-rules");
            byte[] path = PathBytes.bytes(directory.resolve(allow ? "devices.allow" : "devices.deny"));
            program.call(Syscall.OPENAT, Linux.AT_FDCWD, text(path), Linux.O_WRONLY.or(Linux.O_CLOEXEC), NULL)
                    .into(file);
            for (DeviceRule rule : rules) {
                if (rule.allow() == allow) {
                    byte[] line = line(rule).getBytes(StandardCharsets.US_ASCII);
                    program.call(Syscall.WRITE, file, program.bytes("device-rule", line), number(line.length));
                }
            }
            program.call(Syscall.CLOSE, file);
        }
    }

    private static String line(DeviceRule rule) {
        if (rule.type().equals("a")) {
            return "a";
        }
        String major = rule.major() < 0 ? "*" : Long.toString(rule.major());
        String minor = rule.minor() < 0 ? "*" : Long.toString(rule.minor());
        return rule.type() + " " + major + ":" + minor + " " + rule.access();
    }

    /** The slot is 0 when it is done, else negative: some containers give root all but this. */
    private static void attach(ProgramBuilder program, Path directory, List<DeviceRule> rules, Slot guarded) {
        byte[] code = DeviceFilter.compile(rules);
        ByteBuffer load = ProgramBuilder.struct(LOAD_BYTES);
        load.putInt(DEVICE_PROGRAM).putInt(code.length / DeviceFilter.INSTRUCTION_BYTES);
        Memory loaded = program.bytes("bpf-load", load.array());
        program.pointer(loaded, 8, program.bytes("device-filter", code));
        program.pointer(loaded, 16, program.bytes("license", "Apache-2.0\0".getBytes(StandardCharsets.US_ASCII)));
        Slot filter = program.slot("device-filter");
        program.call(Syscall.BPF, number(LOAD), loaded, number(LOAD_BYTES))
                .into(filter)
                .acceptAll();
        Slot at = program.slot("device-group");
        Arg path = text(PathBytes.bytes(directory));
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, path, Linux.O_DIRECTORY.or(Linux.O_CLOEXEC), NULL)
                .into(at);
        Memory attached =
                program.zeros("bpf-attach", ATTACH_BYTES); // target_fd, attach_bpf_fd, attach_type, attach_flags
        program.call(Syscall.PUT, attached, at);
        program.call(Syscall.PUT, new Memory(attached.offset() + 4, "bpf-attach-filter"), filter);
        program.call(
                Syscall.PUT, new Memory(attached.offset() + 8, "bpf-attach-type"), number(DEVICE_ATTACH | ALLOW_MULTI));
        program.call(Syscall.BPF, number(ATTACH), attached, number(ATTACH_BYTES))
                .into(guarded)
                .acceptAll();
        program.call(Syscall.CLOSE, filter).acceptAll();
        program.call(Syscall.CLOSE, at);
    }

    /** In the inner process, inside, all mounts in place and all rights still there: what is done where there is no group. */
    void finish(ProgramBuilder program, MountCalls mounts, Slot guarded, ProcessSpec spec) {
        if (kind == Kind.NOT_NEEDED || kind == Kind.LEGACY || spec.privileges() == ProcessSpec.Privileges.INSECURE) {
            return;
        }
        program.topic("without a guard for devices");
        Label without = program.label("unguarded");
        Label done = program.label("guarded");
        if (kind == Kind.UNIFIED) {
            program.call(Syscall.FCNTL, guarded, Linux.F_GETFD).when(Errno.EBADF, without);
            program.jump(done);
        }
        program.place(without);
        boolean readOnly = spec.adjustments().root() == ProcessSpec.RootAccess.READ_ONLY;
        Constant noDevices = Linux.MOUNT_ATTR_NODEV;
        mounts.restrict(text("/"), readOnly ? noDevices.or(Linux.MOUNT_ATTR_RDONLY) : noDevices);
        program.call(Syscall.PRCTL, Linux.PR_CAPBSET_DROP, number(Capability.MKNOD.ordinal()), NULL, NULL, NULL);
        program.place(done);
    }
}
