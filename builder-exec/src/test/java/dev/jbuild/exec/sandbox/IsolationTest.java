package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.sandbox.contracts.CollectedOutput;
import dev.jbuild.exec.program.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command cannot see, cannot do, and cannot leave behind. */
@Tag("root")
@ParameterizedClass(name = "{0}")
@EnumSource(Runtimes.class)
class IsolationTest extends SandboxFixture {
    private static final String DOCKER_CAPABILITIES = "00000000a80425fb";
    private static final String NONE = "0000000000000000";
    /** How long commands sleep: a number of this process's, by which they are told from those of others. */
    private static final String LONG =
            Long.toString(7_000_000 + ProcessHandle.current().pid());

    @Test
    void rootHasDockersCapabilitiesAndNoOthers() throws Exception {
        assertThat(status(sh("cat /proc/self/status")))
                .containsEntry("CapInh", NONE)
                .containsEntry("CapPrm", DOCKER_CAPABILITIES)
                .containsEntry("CapEff", DOCKER_CAPABILITIES)
                .containsEntry("CapBnd", DOCKER_CAPABILITIES)
                .containsEntry("CapAmb", NONE)
                .containsEntry("NoNewPrivs", "0")
                .containsEntry("Seccomp", "2")
                .containsEntry("Groups", "");
    }

    @Test
    void othersHaveNoCapabilities() throws Exception {
        assertThat(status(sh("cat /proc/self/status").user(1000, 1001, 7L, 8L)))
                .containsEntry("CapInh", NONE)
                .containsEntry("CapPrm", NONE)
                .containsEntry("CapEff", NONE)
                .containsEntry("CapBnd", DOCKER_CAPABILITIES)
                .containsEntry("CapAmb", NONE)
                .containsEntry("Uid", "1000 1000 1000 1000")
                .containsEntry("Gid", "1001 1001 1001 1001")
                .containsEntry("Groups", "7 8");
    }

    @Test
    void noNewPrivilegesCanBeAsked() throws Exception {
        Spec spec = sh("cat /proc/self/status").privileges(ProcessSpec.Privileges.NO_NEW_PRIVILEGES);
        assertThat(status(spec)).containsEntry("NoNewPrivs", "1");
    }

    @Test
    void insecureHasAllCapabilities() throws Exception {
        Spec spec = sh("cat /proc/self/status").privileges(ProcessSpec.Privileges.INSECURE);
        Map<String, String> host = fields(Files.readString(Path.of("/proc/self/status")));
        assertThat(status(spec)).containsEntry("CapEff", host.get("CapEff")).containsEntry("Seccomp", "0");
    }

    @Test
    void signalsAreAsAfterLogin() throws Exception {
        assertThat(status(sh("exec cat /proc/self/status")))
                .containsEntry("SigBlk", NONE)
                .containsEntry("SigIgn", NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mount -t tmpfs none /tmp",
                "mount -o bind /etc /tmp",
                "mount -o remount,rw /proc/sys",
                "umount /proc/sys",
                "umount /etc/hosts",
                "unshare -U true",
                "unshare -m true",
                "echo 1 >/proc/sys/kernel/sysrq",
                "echo b >/proc/sysrq-trigger",
                "mkdir /sys/fs/cgroup/x",
                "hostname other",
                "dd if=/dev/mem of=/dev/null count=1",
                "cat /proc/kcore | head -c 1 | grep .",
                "cat /proc/keys | grep .",
                "ls /sys/firmware | grep .",
                "kill -0 2",
            })
    void refuses(String command) throws Exception {
        assertThat(run(sh(command)).status().success()).as(command).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mknod /tmp/null c 1 3",
                "chown 1000:1000 /etc/passwd && su user -c true",
                "chmod 4755 /bin/true",
                "mkdir /a && mv /a /b && rm -r /b",
                "sh -c 'echo x >/dev/null && echo x >/dev/stdout && echo x >/dev/fd/1 && head -c 5 /dev/urandom'",
                "echo x >/dev/shm/x && echo x >/dev/mqueue 2>/dev/null || true",
            })
    void allows(String command) throws Exception {
        Outcome outcome = run(sh(command));
        assertThat(outcome.status().success()).as(outcome.err()).isTrue();
    }

    @Test
    void seesOnlyItsOwnProcessesAndDescriptors() throws Exception {
        try (var open = Files.newInputStream(Path.of("/etc/passwd"))) {
            assertThat(open.read()).isPositive();
            assertThat(out("ls /proc | grep -E '^[0-9]+$' | wc -l").trim()).isIn("2", "3", "4", "5");
            assertThat(out("exec ls /proc/self/fd")).isEqualTo("0\n1\n2\n3\n");
            assertThat(out("readlink /proc/self/fd/0")).isEqualTo("/dev/null\n");
        }
    }

    @Test
    void hasNothingOfTheHostsEnvironment() throws Exception {
        assertThat(run(new Spec(image.rootFs(), List.of("env"))).out()).isEqualTo("PATH=/usr/bin:/bin\nHOME=/root\n");
    }

    @Test
    void nobodyElseHasItsVariablesOrShowsThem() throws Exception {
        String secret = "secret-" + LONG;
        Spec spec = sh("echo up; exec sleep " + LONG);
        spec.env = List.of("PATH=/usr/bin:/bin", "TOKEN=" + secret);
        CollectedOutput output = new CollectedOutput();
        try (SandboxProcess process = sandbox.start(spec.build(), new ProcessIo.NoInput(output))) {
            output.awaitText("up");
            assertThat(filesOfProcessesWith(secret))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file.toString()).endsWith("/environ"))
                    .allSatisfy(file -> assertThat(Files.readString(file.resolveSibling("cmdline")))
                            .matches("(?s)(sh\\x00-c\\x00.*)?sleep.%s\\x00".formatted(LONG)));
            assertThat(process.exit().toCompletableFuture()).isNotDone();
        }
    }

    /** The command lines and environments of all processes that have a text in them. */
    private static List<Path> filesOfProcessesWith(String text) {
        return ProcessHandle.allProcesses()
                .map(process -> Path.of("/proc", Long.toString(process.pid())))
                .flatMap(process -> Stream.of(process.resolve("cmdline"), process.resolve("environ")))
                .filter(file -> {
                    try {
                        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
                    } catch (IOException e) {
                        return false; // it has ended, or is another user's
                    }
                })
                .toList();
    }

    @Test
    void mountsAreAsExpected() throws Exception {
        String mounts = out("cat /proc/self/mounts");
        assertThat(mounts.lines().map(line -> line.split(" ")[1]).toList())
                .contains("/", "/proc", "/sys", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue");
        assertThat(mounts)
                .contains("proc /proc proc rw,nosuid,nodev,noexec")
                .contains("sysfs /sys sysfs ro,nosuid,nodev,noexec")
                // crun 1.8 forgets what /proc has beside
                .contains(
                        runtime == Runtimes.CRUN
                                ? "proc /proc/sys proc ro"
                                : "proc /proc/sys proc ro,nosuid,nodev,noexec")
                .contains(" /etc/resolv.conf tmpfs ro,nosuid,nodev,noexec")
                .doesNotContain("/dev/vda");
        assertThat(out("cat /proc/self/mountinfo")).doesNotContain("shared:").doesNotContain("master:");
    }

    @Test
    void networkNoneHasOnlyLoopback() throws Exception {
        Spec spec = sh("ls /sys/class/net; cat /proc/net/route | wc -l; ip -o addr show up")
                .network(ProcessSpec.Network.NONE);
        assertThat(run(spec).out()).startsWith("lo\n1\n").contains("127.0.0.1").doesNotContain("eth0");
    }

    @Test
    void limitsAreSetAndReset() throws Exception {
        String before = ownCoreLimit("4096"); // bytes: as where core files are wanted
        assertThat(out("ulimit -n; ulimit -c")).isEqualTo("1024\n0\n");
        ownCoreLimit(before);
        ProcessSpec.Limits limits =
                new ProcessSpec.Limits(0, 0, 0, 1 << 20, List.of("nofile=99:100", "core=unlimited"));
        assertThat(run(sh("ulimit -n; ulimit -Hn; ulimit -c").limits(limits)).out())
                .isEqualTo("99\n100\nunlimited\n");
        assertThat(run(sh("dd if=/dev/zero of=/dev/shm/x bs=1M count=3").limits(limits))
                        .err())
                .contains("No space left");
    }

    /** Sets the soft limit on core files of this process, and returns what it was. */
    private static String ownCoreLimit(String bytes) throws Exception {
        String before =
                Files.readString(Path.of("/proc/self/limits")).replaceAll("(?s).*Max core file size\\s+(\\S+).*", "$1");
        Process set = new ProcessBuilder(
                        "prlimit", "--pid", "" + ProcessHandle.current().pid(), "--core=" + bytes + ":")
                .start();
        assertThat(set.waitFor()).isZero();
        return before;
    }

    @Test
    void linksOfTheImageLeadNowhereOutside() throws Exception {
        Path host = Files.createDirectory(dir.resolve("host"));
        Files.writeString(host.resolve("victim"), "untouched");
        image.layer(layer -> {
            layer.link("etc/resolv.conf", host.resolve("victim").toString());
            layer.link("etc/hosts", "../../../../../../.." + host.resolve("other"));
        });
        assertThat(run(sh("cat /etc/hosts")).out()).contains("localhost");
        assertThat(Files.readString(host.resolve("victim"))).isEqualTo("untouched");
        assertThat(host.toFile().list()).containsExactly("victim");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proc", "sys", "dev"})
    void refusesImagesWhoseSystemDirectoriesAreLinks(String name) throws Exception {
        TestImage linked =
                new TestImage(Files.createDirectory(dir.resolve("linked"))).layer(layer -> layer.link(name, "/tmp"));
        assertThatThrownBy(() -> run(new Spec(linked.rootFs(), List.of("true"))))
                .hasMessage("/" + name + " of the image is a symbolic link, want a directory");
    }

    @Test
    void runs32BitPrograms() throws Exception {
        assumeTrue(Machine.current() == Machine.X86_64);
        image.layer(layer -> {
            Files.write(layer.path().resolve("i386"), I386_HELLO);
            Files.setAttribute(layer.path().resolve("i386"), "unix:mode", 0755);
        });
        assertThat(run(new Spec(image.rootFs(), List.of("/i386"))).out()).isEqualTo("i386");
    }

    /** An ELF file for i386 that writes its last four bytes by int 0x80, and ends. */
    private static final byte[] I386_HELLO = HexFormat.of()
            .parseHex(
                    "7f454c4601010100000000000000000002000300010000005480040834000000" // header: entry at 0x08048054
                            + "00000000000000003400200001000000"
                            + "00000000"
                            + "01000000000000000080040800800408790000007900000005000000"
                            + "00100000" // one segment, all of the file
                            + "b804000000bb01000000b975800408ba04000000cd80" // write(1, 0x08048075, 4)
                            + "b80100000031dbcd80" // exit(0)
                            + "0000" + "69333836");

    @Test
    void endsProcessesThatIgnoreSignals() throws Exception {
        stopsAll(
                "trap '' TERM INT HUP; (trap '' TERM; sleep " + LONG + ") & echo up; while :; do sleep " + LONG
                        + "; done",
                0);
    }

    /** The kernel's signal at a parent's death comes when the thread ends that made the child: that must not be one of Java's. */
    @Test
    void outlivesTheThreadThatStartedIt() throws Exception {
        CollectedOutput output = new CollectedOutput();
        AtomicReference<SandboxProcess> started = new AtomicReference<>();
        Path ended = dir.resolve("ended");
        Spec spec = sh("echo up; while [ ! -e /d/ended ]; do sleep 0.05; done; exit 6")
                .mounts(new Mount.Bind(dir, "/d", Mount.Access.READ_ONLY));
        Thread thread = new Thread(() -> started.set(startOf(spec, output)));
        thread.start();
        thread.join();
        try (SandboxProcess process = started.get()) {
            output.awaitText("up");
            Files.writeString(ended, "");
            assertThat(process.exit().toCompletableFuture().join().code()).isEqualTo(6);
        }
    }

    private SandboxProcess startOf(Spec spec, CollectedOutput output) {
        try {
            return sandbox.start(spec.build(), new ProcessIo.NoInput(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void endsSetuidCommandsOfUsers() throws Exception {
        image.layer(layer -> {
            layer.directory("suid");
            Files.copy(Path.of("/bin/busybox"), layer.path().resolve("suid/busybox"));
            Files.setAttribute(layer.path().resolve("suid/busybox"), "unix:mode", 04755);
        });
        CollectedOutput output = new CollectedOutput();
        Spec spec = new Spec(image.rootFs(), List.of("/suid/busybox", "sh", "-c", "echo up; sleep " + LONG));
        SandboxProcess process = sandbox.start(spec.user(1000, 1000).build(), new ProcessIo.NoInput(output));
        output.awaitText("up");
        process.close();
        long left = running();
        processes().forEach(ProcessHandle::destroyForcibly);
        assertThat(left).isZero();
    }

    private void stopsAll(String script, int uid) throws Exception {
        CollectedOutput output = new CollectedOutput();
        SandboxProcess process = sandbox.start(sh(script).user(uid, uid).build(), new ProcessIo.NoInput(output));
        output.awaitText("up");
        process.close();
        assertThat(running()).isZero();
        assertThatThrownBy(() -> process.exit().toCompletableFuture().join()).isInstanceOf(CompletionException.class);
    }

    private static long running() {
        return processes().count();
    }

    private static Stream<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains("sleep " + LONG));
    }

    private Map<String, String> status(Spec spec) throws Exception {
        return fields(run(spec).out());
    }

    private static Map<String, String> fields(String status) {
        Map<String, String> fields = new TreeMap<>();
        status.lines()
                .map(line -> line.split(":", 2))
                .forEach(f -> fields.put(f[0], f[1].trim().replace('\t', ' ')));
        return fields;
    }
}
