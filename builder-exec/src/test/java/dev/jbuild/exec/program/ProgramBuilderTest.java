package dev.jbuild.exec.program;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramBuilderTest {
    private final ProgramBuilder program = new ProgramBuilder(Machine.X86_64);

    @Test
    void canBeRead() {
        Slot file = program.slot("file");
        Label end = program.label("end");
        program.topic("the file");
        program.call(Syscall.OPENAT, Linux.AT_FDCWD, text("/etc/a \"b\"\n"), Linux.O_RDONLY.or(Linux.O_CLOEXEC), NULL)
                .into(file)
                .when(Errno.ENOENT, end);
        program.call(Syscall.READ, file, program.zeros("buffer", 10), number(10))
                .accept(Errno.EIO, Errno.EINTR);
        program.place(end);
        program.call(Syscall.CLOSE, file).acceptAll();
        assertThat(program.build()).hasToString("""
                # the file
                  openat(AT_FDCWD, "/etc/a \\"b\\"\\x0a", O_RDONLY|O_CLOEXEC, 0) -> $file, ENOENT: goto end
                  read($file, &buffer, 10), fine: EIO EINTR
                end:
                  close($file), any error is fine
                """);
    }

    @Test
    void numbersDifferBetweenMachines() {
        assertThat(firstCall(Machine.X86_64)).containsExactly(257, 0x10000);
        assertThat(firstCall(Machine.AARCH64)).containsExactly(56, 0x4000);
    }

    private static long[] firstCall(Machine machine) {
        ProgramBuilder builder = new ProgramBuilder(machine);
        builder.call(Syscall.OPENAT, NULL, NULL, Linux.O_DIRECTORY);
        ByteBuffer image = image(builder);
        return new long[] {image.getLong(32), image.getLong(32 + 8 * 7)};
    }

    @Test
    void storesAStringOnce() {
        for (int i = 0; i < 100; i++) {
            program.call(Syscall.CHDIR, text("/the/same/place"));
        }
        ByteBuffer image = image(program);
        assertThat(image.capacity()).isEqualTo(32 + 100 * 88 + "/the/same/place".length() + 1);
        assertThat(image.getLong(32 + 40)).isEqualTo(image.getLong(32 + 99 * 88 + 40));
    }

    @Test
    void argumentVectorsEndWithNull() {
        Memory args = program.strings("args", List.of("a", "b"));
        program.call(Syscall.EXECVE, text("a"), args, NULL);
        ByteBuffer image = image(program);
        int vector = at(image.getLong(32 + 40 + 8));
        assertThat(image.get(at(image.getLong(vector)))).isEqualTo((byte) 'a');
        assertThat(image.get(at(image.getLong(vector + 8)))).isEqualTo((byte) 'b');
        assertThat(image.getLong(vector + 16)).isZero();
    }

    @Test
    void refusesLabelsThatAreNowhere() {
        program.jump(program.label("lost"));
        assertThatThrownBy(program::build).hasMessage("label lost is nowhere");
    }

    @Test
    void refusesStringsWithNul() {
        assertThatThrownBy(() -> text("a\0b")).hasMessage("a string with a NUL byte");
    }

    @Test
    void refusesMoreErrorsThanFit() {
        Operation call = program.call(Syscall.CLOSE, NULL).accept(Errno.EIO, Errno.EPERM, Errno.EBADF, Errno.EACCES);
        assertThatThrownBy(() -> call.accept(Errno.EFBIG)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ByteBuffer image(ProgramBuilder builder) {
        return ByteBuffer.wrap(builder.build().image()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int at(long address) {
        return (int) (address - 0x200000000L);
    }
}
