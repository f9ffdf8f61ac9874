package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cache mounts of two processes that build at the same time in one store. */
class CacheMountsTest {
    private static final String FROM = "FROM busybox\nRUN --mount=type=cache,id=signals,target=/s ";

    /** Two builds, each of which ends only when the other one is there. */
    @Test
    @Tag("root")
    void sharedOnesAreSeenByBoth() throws Exception {
        try (PackagedProgram one = PackagedProgram.here().withBusybox();
                PackagedProgram other = beside(one)) {
            String shared = "FROM busybox\nRUN --mount=type=cache,id=k,target=/c,sharing=shared ";
            one.files("one", "Dockerfile", shared + "touch /c/a; while [ ! -e /c/b ]; do sleep 0.1; done\n");
            other.files("other", "Dockerfile", shared + "touch /c/b; while [ ! -e /c/a ]; do sleep 0.1; done\n");
            Process first = one.start("-q", "one");
            other.runs("-q", "other");
            assertThat(first.waitFor()).isZero();
        }
    }

    /** The first ends when the second has, which finds nothing of the first. */
    @Test
    @Tag("root")
    void privateOnesAreNobodyElses() throws Exception {
        try (PackagedProgram one = PackagedProgram.here().withBusybox();
                PackagedProgram other = beside(one)) {
            String mine = FROM + "--mount=type=cache,id=k,target=/c,sharing=private ";
            one.files("one", "Dockerfile", mine + "touch /c/a /s/a; while [ ! -e /s/b ]; do sleep 0.1; done\n");
            other.files(
                    "other",
                    "Dockerfile",
                    mine + "while [ ! -e /s/a ]; do sleep 0.1; done; [ ! -e /c/a ] && touch /c/b /s/b\n");
            Process first = one.start("-q", "one");
            other.runs("-q", "other");
            assertThat(first.waitFor()).isZero();
            one.runs("cache", "mounts", "ls");
            assertThat(one.out().lines().filter(line -> line.startsWith("k ")))
                    .as(one.out())
                    .hasSize(2);
        }
    }

    /** The second says that it waits, and for whom; it goes on when the first has ended. */
    @Test
    @Tag("root")
    void lockedOnesAreWaitedFor() throws Exception {
        waits(PackagedProgram.here(), PackagedProgram.here(), PackagedProgram.here());
    }

    @Test
    @Tag("rootless")
    void lockedOnesAreWaitedForByOrdinaryUsersToo() throws Exception {
        waits(PackagedProgram.ofOrdinaryUser(), PackagedProgram.ofOrdinaryUser(), PackagedProgram.ofOrdinaryUser());
    }

    private static void waits(PackagedProgram one, PackagedProgram other, PackagedProgram third) throws Exception {
        try (one;
                other;
                third) {
            one.withBusybox();
            String locked = FROM + "--mount=type=cache,id=k,target=/c,sharing=locked ";
            one.files("one", "Dockerfile", locked + "touch /c/a; while [ ! -e /s/go ]; do sleep 0.1; done; rm /c/a\n");
            other.env("JBUILD_ROOT", one.store().toString())
                    .files("other", "Dockerfile", locked + "[ ! -e /c/a ] && [ -e /s/go ]\n");
            third.env("JBUILD_ROOT", one.store().toString()).files("third", "Dockerfile", FROM + "touch /s/go\n");

            Process first = one.start("--progress=plain", "one");
            await(one, first, "] RUN ");
            Process second = other.start("--progress=plain", "other");
            await(other, second, "waiting for a cache mount that process ");
            assertThat(second.isAlive()).isTrue();
            third.runs("-q", "third");
            assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).as(one.err()).isZero();
            assertThat(second.exitValue()).as(other.err()).isZero();
        }
    }

    /** A new one begins as what it is seeded from, has its owner and mode, and keeps what is written. */
    @Test
    @Tag("root")
    void newOnesBeginAsTheirSeed() throws IOException {
        try (PackagedProgram program = PackagedProgram.here().withBusybox()) {
            String mount = "RUN --mount=type=cache,target=/c,from=seed,source=/d,uid=7,gid=8,mode=0710 ";
            program.files(
                    "seeded",
                    "Dockerfile",
                    "FROM busybox AS seed\nRUN mkdir -p /d/sub; echo seed >/d/sub/f; chown 3:4 /d/sub/f\nFROM busybox\n"
                            + mount
                            + "stat -c '%u %g %a' /c /c/sub/f; cat /c/sub/f; echo kept >/c/sub/f\n"
                            + mount
                            + "cat /c/sub/f\nRUN [ ! -e /c/sub ] && rmdir /c 2>/dev/null || [ ! -e /c ]\n");
            program.runs("--progress=plain", "seeded");
            assertThat(program.err())
                    .containsPattern(
                            "(?s)7 8 710\n#[0-9]+ [0-9.]+ 3 4 644\n#[0-9]+ [0-9.]+ seed\n.*#[0-9]+ [0-9.]+ kept\n");
        }
    }

    private static PackagedProgram beside(PackagedProgram one) throws IOException {
        return PackagedProgram.here().env("JBUILD_ROOT", one.store().toString());
    }

    private static void await(PackagedProgram program, Process process, String text) throws InterruptedException {
        for (int i = 0; i < 600 && process.isAlive() && !program.err().contains(text); i++) {
            Thread.sleep(100);
        }
        assertThat(program.err()).contains(text);
    }
}
