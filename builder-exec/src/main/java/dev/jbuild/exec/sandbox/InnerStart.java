package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.PathBytes;
import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Label;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * How the inner process comes to be: born in its control group of version 2 where it has one and the kernel can do that (5.7), else it
 * joins after birth.
 */
final class InnerStart {
    private static final int CLONE_ARGS_BYTES = 88; // struct clone_args, CLONE_ARGS_SIZE_VER2
    private static final int PIDFD_AT = 8;
    private static final int SIGNAL_AT = 32;
    private static final int CGROUP_AT = 80;
    private static final int SIGCHLD = 17;
    private static final String REFUSED = "the kernel refuses new namespaces";
    /** A kernel without the call, with a shorter structure, or a group that takes nobody so: what fails otherwise, fails for good. */
    private static final List<Errno> CANNOT_BE_BORN_THERE =
            List.of(Errno.ENOSYS, Errno.E2BIG, Errno.EINVAL, Errno.EACCES, Errno.EBUSY, Errno.EOPNOTSUPP);

    private final ProgramBuilder program;
    private final ControlGroup group;

    InnerStart(ProgramBuilder program, ControlGroup group) {
        this.program = program;
        this.group = group;
    }

    /**
     * Starts it with new namespaces, at a label.
     *
     * @param watched has a descriptor of it afterwards
     * @return its process id
     */
    Slot add(Constant namespaces, Label inside, Memory watched) {
        Slot child = program.slot("command");
        Label started = program.label("started");
        Label joining = program.label("joins-its-group");
        Label old = program.label("to-join-its-group");
        Label first = inside;
        if (group.unified().isPresent()) {
            bear(group.unified().get(), namespaces, watched, child);
            program.call(Syscall.NOTHING, child).whenZero(inside).acceptAll();
            for (Errno errno : CANNOT_BE_BORN_THERE) {
                program.call(Syscall.NOTHING, child).when(errno, old).acceptAll();
            }
            program.call(Syscall.NOTHING, child).orFail(ErrorCode.NAMESPACES_REFUSED, REFUSED);
            program.jump(started);
            program.place(joining);
            ControlGroup.join(program, group.unified().get());
            program.jump(inside);
            program.place(old);
            first = joining;
        }
        program.call(Syscall.CLONE, namespaces.or(Linux.CLONE_PIDFD).or(Linux.SIGCHLD), NULL, watched, NULL, NULL)
                .into(child)
                .whenZero(first)
                .orFail(ErrorCode.NAMESPACES_REFUSED, REFUSED);
        program.place(started);
        return child;
    }

    private void bear(Path directory, Constant namespaces, Memory watched, Slot child) {
        Slot place = program.slot("birthplace");
        Constant how = Linux.O_RDONLY.or(Linux.O_DIRECTORY).or(Linux.O_CLOEXEC);
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, text(PathBytes.bytes(directory)), how, NULL)
                .into(place);
        Constant flags = namespaces.or(Linux.CLONE_PIDFD).or(Linux.CLONE_INTO_CGROUP);
        ByteBuffer args = ProgramBuilder.struct(CLONE_ARGS_BYTES);
        args.putLong(0, flags.value(program.machine())).putLong(SIGNAL_AT, SIGCHLD);
        Memory cloning = program.bytes("clone-args " + flags, args.array());
        program.pointer(cloning, PIDFD_AT, watched);
        program.call(Syscall.PUT, cloning.plus(CGROUP_AT), place);
        program.call(Syscall.CLONE3, cloning, number(CLONE_ARGS_BYTES))
                .into(child)
                .acceptAll();
        program.call(Syscall.CLOSE, place); // both processes do
    }
}
