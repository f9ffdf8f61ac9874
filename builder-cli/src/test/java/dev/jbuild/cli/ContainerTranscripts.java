package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.Platform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What users see of {@code jbuild run}, of mounts and of failed steps, as root and without: the same. The store has busybox. */
interface ContainerTranscripts {
    int PIPE = 13;

    PackagedProgram program();

    @Test
    default void exitCodesAreDockers() {
        assertThat(program().run("run", "busybox", "sh", "-c", "exit 7")).isEqualTo(7);
        assertThat(program().run("run", "--rm", "-d=false", "busybox", "sh", "-c", "kill -9 $$; sleep 1"))
                .isZero();
        assertThat(program().run("run", "--init", "busybox", "sh", "-c", "kill -9 $$"))
                .isEqualTo(137);
        assertThat(program().run("run", "busybox", "nosuch")).isEqualTo(127);
        assertThat(program().run("run", "busybox", "/etc")).isEqualTo(126);
        assertThat(program().run("run", "--nosuch", "busybox")).isEqualTo(125);
        assertThat(program().run("run", "--pull", "never", "nosuch")).isEqualTo(125);
        assertThat(program().run("run", "--pull", "never", "--platform", "linux/s390x", "busybox", "true"))
                .isEqualTo(125);
        assertThat(program().err()).contains("got the image \"busybox\" for " + Platform.host() + ", want linux/s390x");
    }

    @Test
    default void optionsAreSeenInside() throws IOException {
        Path variables = program().directory().resolve("vars");
        Files.writeString(variables, "# none\nB=from file\n\nC=1\n");
        program().own();
        String look =
                "echo $A/$B/$C/$GIVEN; pwd; hostname; id -u; grep -c gw /etc/hosts; touch /x || echo kept; touch /t/y && ls"
                        + " /t; ulimit -n; ulimit -Hn; grep -c '/dev/shm tmpfs .*size=1024k' /proc/mounts";
        String options =
                "-e A=a --env-file vars -e C=2 -e GIVEN -e NOSUCH -w /tmp -h inside -u 0:0 --add-host gw:host-gateway"
                        + " --read-only --tmpfs /t:size=1m --ulimit nofile=64:128 --shm-size 1m --entrypoint sh";
        List<String> words = new ArrayList<>(List.of(("run " + options + " busybox -c").split(" ")));
        words.add(look);
        program().env("GIVEN", "given").runs(words.toArray(String[]::new));
        assertThat(program().out()).isEqualTo("a/from file/2/given\n/tmp\ninside\n0\n1\nkept\ny\n64\n128\n1\n");
    }

    @Test
    default void filesOfVariablesAreUtf8() throws IOException {
        Path variables = program().directory().resolve("encoded");
        Files.write(variables, "\ufeffA=\u00fc\r\nB=b".getBytes(StandardCharsets.UTF_8));
        program().own();
        program().runs("run", "--env-file", "encoded", "busybox", "sh", "-c", "echo $A/$B");
        assertThat(program().out()).isEqualTo("\u00fc/b\n");
        Files.write(variables, "A=\u00fc".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(program().run("run", "--env-file", "encoded", "busybox", "true"))
                .isEqualTo(125);
        assertThat(program().err()).contains("encoded\", want UTF-8");
    }

    @Test
    default void fileSystemsInMemoryAreAsDockers() {
        program()
                .runs(
                        "run",
                        "--tmpfs",
                        "/a",
                        "--tmpfs",
                        "/b:exec,size=64k,mode=750,uid=7,gid=8",
                        "--mount",
                        "type=tmpfs,target=/c,readonly",
                        "busybox",
                        "sh",
                        "-c",
                        "cp /bin/busybox /a/true && /a/true 2>/dev/null || echo refused; touch /b/f; stat -c '%a %u %g' /b;"
                                + " cp /bin/busybox /b 2>/dev/null || echo full; rm -f /b/busybox; printf '#!/bin/sh\necho run\n' >/b/p;"
                                + " chmod 755 /b/p; /b/p; touch /c/f 2>/dev/null || echo kept;"
                                + " grep -c ' /[abc] tmpfs r[wo],nosuid,nodev' /proc/mounts");
        assertThat(program().out()).isEqualTo("refused\n750 7 8\nfull\nrun\nkept\n3\n");
        assertThat(program().run("run", "--tmpfs", "/a:nosuch", "busybox", "true"))
                .isEqualTo(125);
        assertThat(program().err()).contains("/a:nosuch").contains("[no]exec");
    }

    @Test
    default void aCommandEndsWhenNobodyReadsWhatItPrints() throws Exception {
        Process process = program().startPiped("run", "busybox", "yes");
        assertThat(process.getInputStream().readNBytes(2)).isEqualTo("y\n".getBytes(StandardCharsets.US_ASCII));
        process.getInputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + PIPE);
        assertThat(program().err()).isEmpty();
    }

    @Test
    default void standardInputIsHandedOnWhenThatIsWanted() throws IOException {
        program().files("typed", "words", "one\ntwo\n");
        program().stdin(program().directory().resolve("typed/words"));
        try {
            program().runs("run", "-i", "busybox", "wc", "-l");
            assertThat(program().out()).isEqualTo("2\n");
            program().runs("run", "busybox", "wc", "-l");
            assertThat(program().out()).isEqualTo("0\n");
        } finally {
            program().stdin(Path.of("/dev/null"));
        }
    }

    @Test
    default void aFirstProcessBuriesOrphansWhenThatIsWanted() {
        program()
                .runs(
                        "run",
                        "--init",
                        "busybox",
                        "sh",
                        "-c",
                        "[ $$ != 1 ] || exit 9; sh -c 'true & exec sleep 0.1 &'; sleep 1; for i in $(seq 300); do"
                                + " cat /proc/[0-9]*/status 2>/dev/null | grep -q 'State:.Z' || { echo buried; break; };"
                                + " sleep 0.1; done");
        assertThat(program().out()).isEqualTo("buried\n");
    }

    @Test
    default void aTerminalHasTheSizeOfTheWindow() throws Exception {
        Path directory = program().directory();
        String inside =
                "tty; stty size; test -c /dev/console && echo console; trap 'stty size; exit 4' WINCH; echo ready;"
                        + " while :; do sleep 0.1; done";
        String window =
                "stty rows 33 cols 101; { while [ ! -e go ]; do sleep 0.1; done; stty rows 50 cols 90 </dev/tty; } &"
                        + " \"$REAL\" run -it --rm busybox sh -c \"$INSIDE\"";
        program().files("", "terminal", "#!/bin/sh\nexec script -qec \"$WINDOW\" /dev/null\n");
        PackagedProgram.host("chmod", "755", directory.resolve("terminal").toString());
        Path real = program().program();
        program().env("REAL", real.toString()).env("INSIDE", inside).env("WINDOW", window);
        Process process;
        try {
            process = program().startedFrom(directory.resolve("terminal")).start();
        } finally {
            program().startedFrom(real);
        }
        for (int i = 0; i < 600 && process.isAlive() && !program().out().contains("ready"); i++) {
            Thread.sleep(100);
        }
        Files.writeString(directory.resolve("go"), "");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(program().out().replace("^@", ""))
                .isEqualTo("/dev/pts/0\r\n33 101\r\nconsole\r\nready\r\n50 90\r\n");
        assertThat(process.exitValue()).isEqualTo(4);
        Files.delete(directory.resolve("go"));
    }

    @Test
    default void aNameIsTakenAsLongAsItsContainerRuns() throws Exception {
        Process process = program().start("run", "--name", "box", "busybox", "sh", "-c", "hostname; sleep 100");
        for (int i = 0; i < 600 && !program().out().contains("box"); i++) {
            Thread.sleep(100);
        }
        assertThat(program().run("run", "--name", "box", "busybox", "true")).isEqualTo(125);
        assertThat(program().err()).contains("\"box\"");
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        program().runs("run", "--name", "box", "busybox", "true");
    }

    @Test
    default void hostDirectoriesAreMounted() throws IOException {
        program().files("shared", "f", "of the host\n");
        assertThat(program().run("run", "-v", "./shared:/s:ro", "busybox", "sh", "-c", "cat /s/f; touch /s/g"))
                .isEqualTo(1);
        assertThat(program().out()).isEqualTo("of the host\n");
        program().runs("run", "--mount", "type=bind,source=shared,target=/s", "busybox", "touch", "/s/g");
        assertThat(program().directory().resolve("shared/g")).exists();
    }

    @Test
    default void volumesBeginAsTheImageAndAreThrownAway() throws IOException {
        program().files("vol", "Dockerfile", "FROM busybox\nRUN mkdir /d && echo seed >/d/s\nVOLUME /d /e\n");
        program().runs("-q", "-t", "test/vol", "vol");
        program().runs("run", "--read-only", "test/vol", "sh", "-c", "cat /d/s; echo new >/d/s; cat /d/s; touch /e/x");
        assertThat(program().out()).isEqualTo("seed\nnew\n");
        program().runs("run", "test/vol", "cat", "/d/s");
        assertThat(program().out()).isEqualTo("seed\n");
    }

    @Test
    default void changesBecomeAnImageWhenThatIsWanted() {
        program()
                .run("run", "--commit", "test/changed", "-e", "K=v", "busybox", "sh", "-c", "echo made >/made; exit 3");
        program().runs("run", "test/changed", "sh", "-c", "cat /made; echo $K");
        assertThat(program().out()).isEqualTo("made\nv\n");
        program().runs("verify", "test/changed");
        program().runs("run", "busybox", "sh", "-c", "ls /made || echo gone");
        assertThat(program().out()).isEqualTo("gone\n");
    }

    @Test
    default void capabilitiesAreAddedAndDropped() {
        program()
                .runs(
                        "run",
                        "--cap-drop",
                        "ALL",
                        "--cap-add",
                        "CHOWN",
                        "busybox",
                        "grep",
                        "CapEff",
                        "/proc/self/status");
        assertThat(program().out()).endsWith("0000000000000001\n");
    }

    @Test
    default void capabilitiesBringTheirSystemCalls() {
        String script = "mount -t tmpfs none /tmp && touch /tmp/x && ls /tmp || echo refused";
        program().runs("run", "--cap-add", "SYS_ADMIN", "busybox", "sh", "-c", script);
        assertThat(program().out()).isEqualTo("x\n");
        program().runs("run", "--cap-add", "NET_ADMIN", "busybox", "sh", "-c", script);
        assertThat(program().out()).isEqualTo("refused\n");
    }

    @Test
    default void failedStepsCanBeLookedAt() throws IOException {
        program()
                .files(
                        "failing",
                        "Dockerfile",
                        "FROM busybox\n"
                                + "ENV A=b\n"
                                + "RUN echo one >/one\n"
                                + "RUN --mount=type=cache,target=/c echo two >/two; exit 4\n",
                        "typed",
                        "echo $A $(cat /one /two); ls -d /c\n");
        program().stdin(program().directory().resolve("failing/typed"));
        assertThat(program().run("--on-error=shell", "failing")).isEqualTo(1);
        program().stdin(Path.of("/dev/null"));
        assertThat(program().out()).isEqualTo("b one two\n/c\n");
        assertThat(program().run("failing")).isEqualTo(1);
        assertThat(program().err()).contains("try: jbuild --on-error=shell");
        program().runs("run", "--step", "2", "sh", "-c", "cat /one; ls /two || echo $A");
        assertThat(program().out()).isEqualTo("one\nb\n");
        program().runs("run", "--step", "3", "cat", "/one");
        assertThat(program().err()).contains("step 3 failed");
    }

    @Test
    default void cacheMountsAreCarriedElsewhere() throws IOException {
        program()
                .files(
                        "cached",
                        "Dockerfile",
                        "FROM busybox\nRUN --mount=type=cache,target=/c,uid=0,mode=700 echo x >>/c/f; wc -l </c/f\n");
        program().runs("--no-cache", "-q", "cached").runs("cache", "mounts", "export", "/c", "c.tar");
        assertThat(PackagedProgram.host(
                        "tar", "tvf", program().directory().resolve("c.tar").toString()))
                .contains(" f\n");
        program().runs("cache", "mounts", "rm", "/c").runs("cache", "mounts", "ls");
        assertThat(program().out()).doesNotContain("/c ");
        program().runs("cache", "mounts", "import", "--mode", "700", "--uid", "0", "/c", "c.tar");
        program().runs("--no-cache", "--progress=plain", "cached");
        assertThat(program().err()).containsPattern("#2 [0-9.]+ 2\n");
        program().runs("cache", "mounts", "ls", "--format", "json");
        assertThat(program().out()).contains("\"name\":\"/c\"").contains("\"mode\":448");
    }

    @Test
    default void keysAreForwardedToTheStepThatAsks() throws IOException {
        Path directory = program().directory();
        PackagedProgram.host(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                directory.resolve("key").toString());
        program()
                .files(
                        "keyed",
                        "Dockerfile",
                        "FROM busybox\n"
                                + "RUN --mount=type=ssh,id=k,mode=640 test -S $SSH_AUTH_SOCK && stat -c %a"
                                + " $SSH_AUTH_SOCK\n"
                                + "RUN test -z \"$SSH_AUTH_SOCK\"\n");
        program().runs("--ssh", "k=key", "--progress=plain", "keyed");
        assertThat(program().err()).containsPattern("#2 [0-9.]+ 640\n");
        assertThat(program().run("--ssh", "k=nosuch", "keyed")).isEqualTo(2);
    }

    @Test
    default void theNetworkOfTheSettingsIsTaken() {
        try {
            program().env("JBUILD_NETWORK", "none").runs("run", "busybox", "sh", "-c", "grep -c : /proc/net/dev");
            assertThat(program().out()).isEqualTo("1\n"); // lo
            program().runs("run", "--network=host", "busybox", "sh", "-c", "grep -c : /proc/net/dev");
            assertThat(program().out()).isNotEqualTo("1\n");
            assertThat(program().env("JBUILD_NETWORK", "nosuch").run("run", "busybox", "true"))
                    .isEqualTo(125);
        } finally {
            program().env("JBUILD_NETWORK", "");
        }
    }

    /** A command in a private network finds a way out, and none to what listens on the host's loopback. */
    default void looksAtAPrivateNetwork(String helper, String runtime) throws IOException {
        program().env("JBUILD_NETWORK_HELPER", helper);
        try (ServerSocket host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String gateway = "$(ip route | sed -n 's/^default via \\([^ ]*\\).*/\\1/p')";
            program()
                    .runs(
                            "run",
                            "--runtime",
                            runtime,
                            "--network=private",
                            "busybox",
                            "sh",
                            "-c",
                            "ip route; cat /etc/resolv.conf; for a in 127.0.0.1 " + gateway
                                    + " $(ip -o -4 addr show tap0 | sed 's/.*inet \\([^/]*\\).*/\\1/'); do nc -w 1 $a "
                                    + host.getLocalPort()
                                    + " </dev/null && echo reached $a; done; ls /sys/class/net");
            assertThat(program().out())
                    .contains("default via ")
                    .contains("dev tap0")
                    .contains("nameserver ")
                    .doesNotContain("reached")
                    .endsWith("lo\ntap0\n");
            host.setSoTimeout(1);
            assertThatThrownBy(host::accept).isInstanceOf(SocketTimeoutException.class);
        } finally {
            program().env("JBUILD_NETWORK_HELPER", "");
        }
    }
}
