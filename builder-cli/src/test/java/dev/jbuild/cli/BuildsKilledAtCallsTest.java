package dev.jbuild.cli;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Builds of the packaged program that are killed when they make a system call for the n-th time. */
@Tag("root")
@Tag("slow")
class BuildsKilledAtCallsTest {
    private static final List<String> CALLS =
            List.of("fsync", "rename", "write", "fcntl", "unlinkat", "mkdir", "vfork", "wait4", "mkdirat", "fsconfig");
    private static final int TIMES = Integer.getInteger("jbuild.test.moments", 50) / CALLS.size();

    @Test
    void leaveNothingBehind() throws Exception {
        try (KilledBuild build = new KilledBuild()) {
            int number = 0;
            for (int time = 1; time <= TIMES; time++) {
                for (String call : CALLS) {
                    List<String> killer = killer(call, time);
                    build.kill(number++, call.equals("fsconfig"), (program, args) -> {
                        Process started = program.startUnder(killer, args);
                        started.waitFor();
                        return started;
                    });
                }
            }
            build.check();
        }
    }

    /**
     * Kills the JVM, or the runner, when one of its threads makes a call for the n-th time: one that changes files, or starts a process.
     * What is started is the program; who traces it is none of its parents, and ends with the last of what it has started.
     */
    private static List<String> killer(String call, int time) {
        String inject = "inject=" + call + ":signal=KILL:when=" + time;
        return List.of(
                "strace", "-D", "--seccomp-bpf", "-f", "-qqq", "-o", "/dev/null", "-e", "trace=" + call, "-e", inject);
    }
}
