package dev.jbuild.exec.program;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How programs hear of the end of a child: by a descriptor that clone makes, which emulators of other machines do not know. */
class ChildDescriptorTest {
    @TempDir
    Path dir;

    private final ProgramBuilder program = new ProgramBuilder(Machine.current());

    /** A descriptor of the process, which cannot be another's, as a number could when it has been waited for. */
    @Test
    void hearsOfTheEndOfAChildByItsDescriptor() throws Exception {
        byte[] polled =
                ProgramBuilder.struct(8).putInt(-1).putShort((short) 1).array(); // POLLIN of what clone puts there
        byte[] most = ProgramBuilder.struct(16).putLong(20).array(); // seconds
        Memory child = program.bytes("poll", polled);
        Label inside = program.label("inside");
        Label silent = program.label("silent");
        program.call(Syscall.CLONE, Linux.CLONE_PIDFD.or(Linux.SIGCHLD), NULL, child, NULL, NULL)
                .whenZero(inside);
        program.call(Syscall.PPOLL, child, number(1), program.bytes("most", most), NULL, number(8))
                .whenZero(silent);
        write("heard");
        program.place(silent);
        program.call(Syscall.EXIT_WITH, program.zeros("success", 8));
        program.place(inside);
        write("child, ");
        Process process = Runner.in(dir.resolve("exec")).start(program.build());
        try {
            assertThat(process.getInputStream().readAllBytes()).asString().isEqualTo("child, heard");
            assertThat(process.waitFor()).isZero();
        } finally {
            process.getOutputStream().close();
        }
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        program.call(Syscall.WRITE, number(1), program.bytes("text", bytes), number(bytes.length));
    }
}
