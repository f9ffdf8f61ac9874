package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.number;

import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.program.Slot;
import dev.jbuild.exec.program.Syscall;
import java.io.IOException;
import java.util.List;

/**
 * The first process of a runtime's container when it is not the command itself: the runner with a program, both bound into the
 * container's own /dev. It has the container's rights and nothing more.
 */
final class RuntimeInit {
    static final String RUNNER = "/dev/init/runner";
    static final String PROGRAM = "/dev/init/program";
    static final Attributes EXECUTABLE = new Attributes(0755, 0, 0, 0);

    private RuntimeInit() {}

    /** What the runtime is to start. */
    static List<String> args() {
        return List.of(RUNNER, "from", PROGRAM);
    }

    static byte[] runner(Machine machine) throws IOException {
        return Runner.executable(machine);
    }

    static byte[] program(Machine machine, ProcessSpec spec, StreamsShape shape) {
        ProgramBuilder program = new ProgramBuilder(machine);
        Slot nobody = program.slot("nobody");
        program.call(Syscall.CLOSE, number(-1)).acceptAll().into(nobody); // not a descriptor: nobody hears of a failure
        program.reportTo(nobody);
        new Reaper(program, shape).add();
        new Execution(program, spec).add();
        return program.build().image();
    }
}
