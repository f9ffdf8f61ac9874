package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.exec.emulation.Emulation;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.nio.charset.StandardCharsets;

/**
 * An emulator for the programs of another processor, in a user namespace of the command's own with all ids of the one around it: what
 * binfmt_misc is told there holds for the command and what it starts, and for nobody else. Needs Linux 6.7.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/binfmt-misc.html">binfmt_misc</a>
 */
final class ForeignPrograms {
    private static final int EVENT_BYTES = 8;
    private static final String PLACE = "/proc/sys/fs/binfmt_misc";
    private static final int INTERPRETER = 120; // a descriptor's number that a path can name
    private static final String INTERPRETER_PATH = "/proc/self/fd/" + INTERPRETER;

    private final ProgramBuilder program;
    private final MountCalls mounts;
    private final Emulation emulation;

    ForeignPrograms(ProgramBuilder program, MountCalls mounts, Emulation emulation) {
        this.program = program;
        this.mounts = mounts;
        this.emulation = emulation;
    }

    /** While the host is in sight. */
    void open() {
        program.topic("emulator");
        Slot interpreter = program.slot("emulator");
        program.call(
                        Syscall.OPENAT,
                        Linux.AT_FDCWD,
                        text(PathBytes.bytes(emulation.interpreter())),
                        Linux.O_PATH.or(Linux.O_CLOEXEC),
                        NULL)
                .into(interpreter)
                .orFail(ErrorCode.FEATURE_MISSING, "cannot open the emulator");
        program.call(Syscall.DUP3, interpreter, number(INTERPRETER), Linux.O_CLOEXEC);
        program.call(Syscall.CLOSE, interpreter);
    }

    /** In the rootfs, as root, with /proc in its place: the command's process enters the namespace, another one gives it its ids. */
    void register() {
        program.topic("emulation for the command alone");
        Memory event = program.bytes(
                "event", ProgramBuilder.struct(EVENT_BYTES).putLong(1).array());
        Slot unshared = program.slot("unshared");
        Slot mapper = program.slot("mapper");
        Label mapping = program.label("map-ids");
        Label mapped = program.label("ids-mapped");
        program.call(Syscall.EVENTFD2, number(0), Linux.O_CLOEXEC).into(unshared);
        program.call(Syscall.CLONE, Linux.SIGCHLD, NULL, NULL, NULL, NULL)
                .into(mapper)
                .whenZero(mapping);
        program.call(Syscall.UNSHARE, Linux.CLONE_NEWUSER.or(Linux.CLONE_NEWNS))
                .orFail(ErrorCode.NAMESPACES_REFUSED, "the kernel refuses a user namespace for an emulator");
        program.call(Syscall.WRITE, unshared, event, number(EVENT_BYTES));
        Memory status = program.zeros("mapper-status", EVENT_BYTES);
        program.call(Syscall.WAIT4, mapper, status, NULL, NULL);
        program.call(Syscall.CLOSE, unshared);
        program.jump(mapped);
        map(mapping, unshared);
        program.place(mapped);
        tell();
    }

    private void map(Label mapping, Slot unshared) {
        program.place(mapping);
        program.call(Syscall.READ, unshared, program.zeros("seen", EVENT_BYTES), number(EVENT_BYTES));
        write("/proc/1/uid_map", emulation.uidMap());
        write("/proc/1/gid_map", emulation.gidMap());
        program.call(Syscall.EXIT_WITH, program.zeros("success", EVENT_BYTES));
    }

    private void write(String file, String lines) {
        Slot map = program.slot(file.substring(file.lastIndexOf('/') + 1));
        byte[] bytes = lines.getBytes(StandardCharsets.US_ASCII);
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, text(file), Linux.O_WRONLY.or(Linux.O_CLOEXEC), NULL)
                .into(map);
        program.call(Syscall.WRITE, map, program.bytes(map.name(), bytes), number(bytes.length))
                .orFail(ErrorCode.NAMESPACES_REFUSED, "cannot map ids for an emulator");
        program.call(Syscall.CLOSE, map);
    }

    private void tell() {
        Slot context = program.slot("binfmt-options");
        program.call(Syscall.FSOPEN, text("binfmt_misc"), Linux.FSOPEN_CLOEXEC)
                .into(context)
                .orFail(ErrorCode.FEATURE_MISSING, "the kernel has no binfmt_misc");
        Slot mount = mounts.make(context, "binfmt_misc", MountCalls.HARMLESS);
        Slot register = program.slot("register");
        program.call(Syscall.OPENAT, mount, text("register"), Linux.O_WRONLY.or(Linux.O_CLOEXEC), NULL)
                .into(register);
        byte[] rule = emulation.rule(INTERPRETER_PATH).getBytes(StandardCharsets.US_ASCII);
        program.call(Syscall.WRITE, register, program.bytes("rule", rule), number(rule.length))
                .orFail(ErrorCode.FEATURE_MISSING, "the kernel takes no emulator for one user namespace; it needs 6.7");
        program.call(Syscall.CLOSE, register);
        // It holds as long as the mount is there, and nobody may add to it.
        mounts.attach(mount, text(PLACE), MountCalls.HARMLESS.or(Linux.MOUNT_ATTR_RDONLY), Constant.NONE);
        program.call(Syscall.CLOSE, number(INTERPRETER));
    }
}
