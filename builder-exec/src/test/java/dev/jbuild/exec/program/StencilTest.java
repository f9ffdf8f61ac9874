package dev.jbuild.exec.program;

import static dev.jbuild.exec.program.Arg.number;
import static dev.jbuild.exec.program.Arg.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StencilTest {
    private static Program program(String name) {
        ProgramBuilder program = new ProgramBuilder(Machine.X86_64);
        for (String path : new String[] {"/a/" + name, "/b/" + name + "/c", "/d", name}) {
            program.call(Syscall.CHDIR, text(path));
        }
        program.call(Syscall.WRITE, number(1), program.bytes("bytes", new byte[] {1, 2, 3}), number(3));
        return program.build();
    }

    @Test
    void isTheProgramWithAnotherName() {
        Stencil stencil = new Stencil(program("name-17"), "name-17");
        assertThat(stencil.image("name-17")).isEqualTo(program("name-17").image());
        assertThat(stencil.image("other-9")).isEqualTo(program("other-9").image());
        assertThat(stencil.image("name-18")).isEqualTo(program("name-18").image());
        assertThat(stencil.program().image()).isEqualTo(program("name-17").image());
    }

    @Test
    void takesNoNameOfAnotherLength() {
        Stencil stencil = new Stencil(program("name-17"), "name-17");
        assertThatThrownBy(() -> stencil.image("name-170"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("got \"name-170\", want a name of 7 bytes");
    }
}
