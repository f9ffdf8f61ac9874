package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.exec.rootless.OrdinaryUser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tests of what a command sees, can do and leaves, in each sandbox, once more as an ordinary user with subordinate ids. */
@Tag("rootless")
@Tag("slow")
class RootlessSandboxTest {
    @Test
    void allPassButThoseThatMakeDevices() throws Exception {
        try (OrdinaryUser user = OrdinaryUser.share()) {
            OrdinaryUser.Ended ended = user.runTests(RootFsTest.class, IsolationTest.class, TerminalTest.class);
            assertThat(ended.output().lines().filter(line -> line.startsWith("failed ")))
                    .as(ended.output())
                    .hasSize(Runtimes.values().length)
                    .allMatch(line -> line.contains("IsolationTest") && line.contains("command=mknod /tmp/null c 1 3"));
            assertThat(ended.output().lines().filter(line -> line.startsWith("passed ")))
                    .hasSizeGreaterThan(150);
            assertThat(ended.output()).contains(" 0 skipped");
        }
    }
}
