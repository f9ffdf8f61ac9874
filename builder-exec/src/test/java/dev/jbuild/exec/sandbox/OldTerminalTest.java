package dev.jbuild.exec.sandbox;

import dev.jbuild.exec.program.FilteredRunner;
import dev.jbuild.exec.program.Syscall;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** Terminals where mount is the only call for mounts. */
@Tag("root")
class OldTerminalTest extends TerminalTest {

    @BeforeEach
    void useOldKernel() throws Exception {
        sandbox = new NativeSandbox(
                FilteredRunner.without(
                        dir.resolve("exec"),
                        Syscall.FSOPEN,
                        Syscall.FSCONFIG,
                        Syscall.FSMOUNT,
                        Syscall.OPEN_TREE,
                        Syscall.MOVE_MOUNT,
                        Syscall.MOUNT_SETATTR),
                Rights.ROOT,
                waits);
    }
}
