package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.sandbox.contracts.CollectedOutput;
import dev.jbuild.core.tree.Attributes;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a runner has begun before its command is known. */
@Tag("root")
class PreludesTest extends SandboxFixture {
    private static final String LONG =
            " " + (5_000_000 + ProcessHandle.current().pid()); // seconds
    private static final String WORLD =
            "grep -E '^(Cap|Sig[PBIC]|Sec|NoNew|Groups|Umask|Uid|Gid|NSpid)' /proc/self/status;"
                    + " cut -d' ' -f4- /proc/self/mountinfo | grep -v ' overlay '; cat /proc/self/limits /proc/self/cgroup;"
                    + " hostname; head /etc/hosts /etc/hostname /etc/resolv.conf; ls -lan /dev /proc/self/fd | sed 's/ [A-Z].*:.. / /; s/[[].*//'";

    private Set<Long> known = Set.of();

    @BeforeEach
    void know() {
        known = children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static Stream<ProcessHandle> children() {
        return ProcessHandle.current().children();
    }

    /** The runner that has begun and waits: a second command has one begin beside it. */
    private ProcessHandle waiting() throws Exception {
        out("true");
        out("true");
        for (int i = 0; i < 12_000; i++) {
            List<ProcessHandle> begun = children()
                    .filter(child -> !known.contains(child.pid())
                            && child.children().findAny().isPresent())
                    .toList();
            if (begun.size() == 1) {
                return begun.get(0);
            }
            Thread.sleep(10);
        }
        throw new AssertionError("no runner waits");
    }

    private static void awaitEnd(ProcessHandle... processes) throws Exception {
        for (ProcessHandle process : processes) {
            process.onExit().get(120, TimeUnit.SECONDS);
        }
    }

    @Test
    void isForTheNextCommand() throws Exception {
        ProcessHandle waiting = waiting();
        CollectedOutput output = new CollectedOutput();
        try (SandboxProcess process =
                sandbox.start(sh("echo up; exec sleep" + LONG).build(), new ProcessIo.NoInput(output))) {
            output.awaitText("up");
            assertThat(waiting.children()
                            .map(child -> child.info().commandLine().orElse("")))
                    .singleElement()
                    .asString()
                    .endsWith(LONG);
            assertThat(process.exit().toCompletableFuture()).isNotDone();
        }
        awaitEnd(waiting);
    }

    @Test
    void itsCommandSeesTheSameAsTheFirst() throws Exception {
        String first = out(WORLD);
        waiting();
        assertThat(first).contains("Seccomp:\t2", "/dev/shm", "localhost");
        assertThat(out(WORLD)).isEqualTo(first);
    }

    @Test
    void everyCommandHasItsOwnFiles() throws Exception {
        for (String secret : List.of("one", "two", "three")) {
            Mount mount = new Mount.Content(
                    secret.getBytes(StandardCharsets.UTF_8), "/run/secrets/it", new Attributes(0400, 0, 0, 0));
            assertThat(run(sh("cat /run/secrets/*; ls /run/secrets").mounts(mount))
                            .out())
                    .isEqualTo(secret + "it\n");
            waiting();
            assertThat(run(sh("ls /run/secrets 2>/dev/null").user(1000, 1000)).out())
                    .isEmpty();
        }
    }

    @Test
    void isNotForACommandThatWantsAnother() throws Exception {
        ProcessHandle waiting = waiting();
        Spec other = sh("cat /etc/hosts; ls /sys/class/net").network(ProcessSpec.Network.NONE);
        other.hosts = List.of(new ProcessSpec.HostEntry("elsewhere", "192.0.2.9"));
        assertThat(run(other).out()).contains("192.0.2.9\telsewhere").endsWith("\nlo\n");
        awaitEnd(waiting);
        assertThat(out("cat /etc/hosts")).doesNotContain("elsewhere");
    }

    @Test
    void anotherBeginsWhenTheOneThatWaitsIsKilled() throws Exception {
        ProcessHandle waiting = waiting();
        ProcessHandle inner = waiting.children().findFirst().orElseThrow();
        waiting.destroyForcibly();
        awaitEnd(waiting, inner);
        assertThat(out("echo another")).isEqualTo("another\n");
    }

    @Test
    void leavesNothingWhenItIsNotNeededAnyMore() throws Exception {
        String mounts = Files.readString(Path.of("/proc/self/mounts"));
        ProcessHandle waiting = waiting();
        ProcessHandle inner = waiting.children().findFirst().orElseThrow();
        ((Closeable) sandbox).close();
        awaitEnd(waiting, inner);
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).isEqualTo(mounts);
        assertThat(groups()).isEmpty();
    }

    /** It may wait for long: what is unmounted meanwhile is not to stay busy, and a mount of the command may lead to what is new. */
    @Test
    void seesWhatTheHostMountsMeanwhileAndTheHostNothingOfIt() throws Exception {
        Path late = Files.createDirectory(dir.resolve("late"));
        host("mount", "--bind", dir.toString(), dir.toString());
        try {
            host("mount", "--make-shared", dir.toString());
            waiting();
            host("mount", "-t", "tmpfs", "late", late.toString());
            Files.writeString(late.resolve("file"), "late\n");
            Mount bind = new Mount.Bind(late, "/late", Mount.Access.READ_ONLY);
            Outcome outcome = run(sh("cat /late/file; grep -c -e master: -e shared: /proc/self/mountinfo")
                    .mounts(bind));
            assertThat(outcome.out()).isEqualTo("late\n0\n");
            assertThat(Files.readString(Path.of("/proc/self/mounts"))
                            .lines()
                            .map(line -> line.split(" ")[1])
                            .filter(point -> point.startsWith(dir.toString())))
                    .containsExactly(dir.toString(), late.toString());
        } finally {
            host("umount", "--recursive", "--lazy", dir.toString());
        }
    }

    private static void host(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static List<String> groups() throws Exception {
        String name = "jbuild-" + ProcessHandle.current().pid() + "-*";
        Process find = new ProcessBuilder("find", "/sys/fs/cgroup", "-type", "d", "-name", name).start();
        return new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
