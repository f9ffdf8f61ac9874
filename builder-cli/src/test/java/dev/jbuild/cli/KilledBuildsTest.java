package dev.jbuild.cli;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Builds of the packaged program that are killed at moments spread over a whole one. */
@Tag("root")
@Tag("slow")
class KilledBuildsTest {
    private static final int MOMENTS = Integer.getInteger("jbuild.test.moments", 50);

    @Test
    void leaveNothingBehind() throws Exception {
        try (KilledBuild build = new KilledBuild()) {
            long whole = build.wholeNanos();
            for (int moment = 0; moment < MOMENTS; moment++) {
                long after = whole * moment / MOMENTS;
                build.kill(moment, moment % 10 == 9, (program, args) -> {
                    Process started = program.start(args);
                    if (!started.waitFor(after, TimeUnit.NANOSECONDS)) {
                        started.destroyForcibly();
                    }
                    return started;
                });
            }
            build.check();
        }
    }
}
