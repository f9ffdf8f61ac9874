package dev.jbuild.exec.program;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A runner for which some system calls do not exist, as on an older kernel: for tests. */
public final class FilteredRunner {
    private static final int SIZE = 8; // struct sock_filter

    private FilteredRunner() {}

    /** The machine's runner, behind a filter that answers ENOSYS to these calls. */
    public static Runner without(Path directory, Syscall... absent) throws Exception {
        Machine machine = Machine.current();
        String runner = Runner.in(directory).file().toString();
        ByteBuffer filter = ProgramBuilder.struct(SIZE * (2 + 2 * absent.length));
        instruction(filter, 0x20, 0, 0, 0); // load the number
        for (Syscall call : absent) {
            instruction(filter, 0x15, 0, 1, call.number(machine));
            instruction(filter, 0x06, 0, 0, 0x50000 | Errno.ENOSYS.number());
        }
        instruction(filter, 0x06, 0, 0, 0x7fff0000);
        ProgramBuilder program = new ProgramBuilder(machine);
        ByteBuffer fprog = ProgramBuilder.struct(16).putShort((short) (filter.capacity() / SIZE));
        Memory pointing = program.bytes("fprog", fprog.array());
        program.pointer(pointing, 8, program.bytes("filter", filter.array()));
        program.call(Syscall.PRCTL, Linux.PR_SET_NO_NEW_PRIVS, Arg.number(1), Arg.NULL, Arg.NULL, Arg.NULL);
        program.call(Syscall.SECCOMP, Linux.SECCOMP_SET_MODE_FILTER, Arg.NULL, pointing);
        Memory none = program.strings("none", List.of());
        program.call(Syscall.EXECVE, Arg.text(runner), program.strings("args", List.of(runner)), none);
        Path file = Files.write(directory.resolve("filtered"), program.build().image());
        return Runner.of(machine, Path.of(runner), runner, "from", file.toString());
    }

    private static void instruction(ByteBuffer filter, int code, int whenTrue, int whenFalse, int operand) {
        filter.putShort((short) code).put((byte) whenTrue).put((byte) whenFalse).putInt(operand);
    }
}
