package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A build of two commands that is killed again and again, each time as a build of something else; what it leaves is looked at. */
final class KilledBuild implements AutoCloseable {
    private final PackagedProgram program = PackagedProgram.here().withBusybox();
    private final RemainingProcesses remaining = new RemainingProcesses(program.home());

    /** How the build of these arguments is started and killed; who returns it need not have awaited its end. */
    interface Killing {
        Process run(PackagedProgram program, String[] args) throws Exception;
    }

    KilledBuild() throws IOException {
        program.files(
                "context",
                "Dockerfile",
                "FROM busybox\nARG N\nRUN echo $N >/n; sleep 0.4\nRUN dd if=/dev/zero of=/z bs=64k count=20\n");
    }

    /** How long it takes when nobody kills it, in nanoseconds. */
    long wholeNanos() {
        long begin = System.nanoTime();
        program.runs(args("first"));
        return System.nanoTime() - begin;
    }

    /** Kills it, and builds the same once more; to be checked is now and then what that has built. */
    void kill(int number, boolean checked, Killing killing) throws Exception {
        Process build = killing.run(program, args(Integer.toString(number)));
        remaining.awaitEnd();
        build.waitFor();
        assertThat(program.mounts()).isEmpty();
        program.runs(args(Integer.toString(number)));
        if (checked) {
            program.runs("run", "test/killed", "cat", "/n");
            assertThat(program.out()).isEqualTo(number + "\n");
        }
    }

    private static String[] args(String n) {
        return new String[] {"-q", "--build-arg", "N=" + n, "-t", "test/killed", "context"};
    }

    /** All records name whole bytes, and nothing is half-written. */
    void check() throws IOException {
        program.runs("cache", "check");
        try (Stream<Path> left = Files.list(program.store().resolve("tmp"))) {
            assertThat(left).isEmpty();
        }
    }

    @Override
    public void close() throws IOException {
        program.close();
    }
}
