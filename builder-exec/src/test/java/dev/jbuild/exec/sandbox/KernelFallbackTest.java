package dev.jbuild.exec.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.OutputSink;
import dev.jbuild.core.sandbox.ProcessIo;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.RootFsChanges;
import dev.jbuild.core.sandbox.SandboxProcess;
import dev.jbuild.core.sandbox.contracts.CollectedOutput;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.file.PosixRootDirectories;
import dev.jbuild.exec.program.FilteredRunner;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.program.Syscall;
import dev.jbuild.exec.sandbox.KernelFeatures.MountInterface;
import dev.jbuild.exec.sandbox.KernelFeatures.RootFsKind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The sandbox on kernels that lack something. */
@Tag("root")
class KernelFallbackTest extends SandboxFixture {
    private static final Syscall[] NEW_INTERFACE = {
        Syscall.FSOPEN, Syscall.FSCONFIG, Syscall.FSMOUNT, Syscall.OPEN_TREE, Syscall.MOVE_MOUNT, Syscall.MOUNT_SETATTR
    };

    @Test
    void mountsAreRestrictedWithoutMountSetattr() throws Exception {
        without(Syscall.MOUNT_SETATTR);
        Path host = Files.createDirectory(dir.resolve("host"));
        Spec spec = sh("grep resolv.conf /proc/self/mounts; touch /h/x || echo refused")
                .mounts(new Mount.Bind(host, "/h", Mount.Access.READ_ONLY));
        Outcome outcome = run(spec);
        assertThat(outcome.out()).contains("ro,nosuid,nodev,noexec").endsWith("refused\n");
    }

    @Test
    void nothingIsOpenWithoutCloseRange() throws Exception {
        without(Syscall.CLOSE_RANGE);
        assertThat(out("exec ls /proc/self/fd")).isEqualTo("0\n1\n2\n3\n");
    }

    /** By either way the command is in a group of its own, which it sees as the root of all, and whose devices are guarded. */
    @Test
    void aCommandJoinsItsControlGroupWhereItCannotBeBornInIt() throws Exception {
        String script = "cut -d: -f3 /proc/self/cgroup | sort -u; mknod /d b 7 0; head -c 1 /d || echo guarded";
        String expected = "/\nguarded\n";
        assertThat(out(script)).isEqualTo(expected);
        without(Syscall.CLONE3);
        assertThat(out(script)).isEqualTo(expected);
    }

    @Test
    void layersWithLongPathsAreMountedByShortNames() throws Exception {
        Path deep = dir;
        for (int i = 0; i < 4; i++) {
            deep = deep.resolve("x".repeat(100));
        }
        image = TestImage.busybox(Files.createDirectories(deep));
        image.layer(layer -> layer.file("data/one", "1"));
        Outcome outcome = run(sh("cat /data/one; rm -r /data; mkdir /data"));
        assertThat(outcome.out()).isEqualTo("1");
        var marks = Files.getFileAttributeView(
                outcome.upper().resolve("data"), java.nio.file.attribute.UserDefinedFileAttributeView.class);
        assertThat(marks.list()).contains("overlay.opaque");
    }

    @Test
    void worksWithoutTheNewMountInterface() throws Exception {
        without(NEW_INTERFACE);
        Path host = Files.createDirectory(dir.resolve("host"));
        Files.writeString(host.resolve("in"), "in");
        image.layer(layer -> layer.file("data/one", "1"));
        Spec spec =
                sh("cat /data/one /h/in /s /etc/hostname; touch /h/x || echo refused; touch /proc/sys/x || echo ro; "
                                + "ls /dev | tr '\\n' ' '; ls /proc/self/fd | wc -l; rm -r /data; echo done >/changed")
                        .mounts(
                                new Mount.Bind(host, "/h", Mount.Access.READ_ONLY),
                                new Mount.Content("secret".getBytes(UTF_8), "/s", new Attributes(0400, 0, 0, 0)),
                                new Mount.Tmpfs("/t", 0, 0755));
        Outcome outcome = run(spec);
        assertThat(outcome.out())
                .as(outcome.err())
                .startsWith("1insecretbuildkitsandbox\nrefused\nro\n")
                .contains("core fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero ");
        assertThat(outcome.upper().resolve("changed")).hasContent("done\n");
        assertThat((long) Files.getAttribute(outcome.upper().resolve("data"), "unix:rdev"))
                .isZero();
        assertThat(out("cat /proc/self/mounts")).doesNotContain(dir + " ").doesNotContain(" /h ");
    }

    /** As in memory before Linux 6.6: an overlay is made, and cannot keep the mark of a directory that was emptied. */
    @Test
    void directoriesAreEmptiedWhereUsersHaveNoAttributes() throws Exception {
        image.layer(layer -> layer.file("data/one", "1"));
        KernelFeatures features = new KernelFeatures(MountInterface.DESCRIPTORS_AND_MOUNT, RootFsKind.OVERLAY);
        Runner runner = FilteredRunner.without(dir.resolve("exec"), Syscall.LREMOVEXATTR);
        sandbox = new NativeSandbox(runner, Rights.ROOT, waits, features);
        Outcome outcome = run(sh("cat /data/one; rm -r /data && mkdir /data && echo emptied"));
        assertThat(outcome.out()).as(outcome.err()).isEqualTo("1emptied\n");
        try (RootDirectory upper = new PosixRootDirectories().open(outcome.upper())) {
            assertThat(upper.xattr(TreePath.of("data"), "trusted.overlay.opaque"))
                    .hasValue(new byte[] {'y'});
            assertThat(upper.xattr(TreePath.of("data"), "user.overlay.opaque")).isEmpty();
        }
    }

    @Test
    void linksLeadNowhereOutsideWithoutTheNewMountInterface() throws Exception {
        without(NEW_INTERFACE);
        Path outside = Files.createDirectory(dir.resolve("outside"));
        image.layer(layer -> layer.link("link", outside.toString()));
        run(sh("touch /link/mounted/made").mounts(new Mount.Tmpfs("/link/mounted", 0, 0755)));
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void aRootfsInMemoryWhereTheStoreTakesNone() throws Exception {
        with(RootFsKind.OVERLAY_IN_MEMORY);
        image.layer(layer -> layer.file("data/one", "1"));
        ProcessSpec spec = sh("cat /data/one; rm -r /data; echo new >/new").build();
        CollectedOutput output = new CollectedOutput();
        Path changes;
        try (SandboxProcess process = sandbox.start(spec, new ProcessIo.NoInput(output))) {
            assertThat(process.exit().toCompletableFuture().join().success()).isTrue();
            assertThat(process.changes().kind()).isEqualTo(RootFsChanges.Kind.UPPER_ELSEWHERE);
            changes = process.changes().directory().toRealPath();
            assertThat(Files.getFileStore(changes).type()).isEqualTo("tmpfs");
            assertThat(changes.resolve("new")).hasContent("new\n");
        }
        assertThat(output.text(OutputSink.Stream.STDOUT)).isEqualTo("1");
        assertThat(changes.getParent()).doesNotExist();
    }

    @Test
    void aCopiedRootfsWhereThereIsNoOverlay() throws Exception {
        with(RootFsKind.COPY);
        image.layer(layer -> {
            layer.file("data/one", "1");
            layer.file("gone/two", "2");
            layer.link("link", "data");
        });
        image.layer(layer -> {
            layer.whiteout("gone");
            layer.file("data/three", "3");
        });
        Spec spec = sh("cat /data/one /link/three /run/s; ls /gone || echo gone; rm -r /data; echo new >/new")
                .mounts(new Mount.Content("secret".getBytes(UTF_8), "/run/s", new Attributes(0400, 0, 0, 0)));
        Outcome outcome = run(spec);
        assertThat(outcome.out()).isEqualTo("13secretgone\n");
        assertThat(outcome.upper().resolve("new")).hasContent("new\n");
        assertThat(outcome.upper().resolve("data")).doesNotExist();
        assertThat(outcome.upper().resolve("run"))
                .as("mount points that nobody used")
                .doesNotExist();
        assertThat(outcome.upper().resolve("bin/busybox")).exists();
    }

    @Test
    void findsOutWhatTheStoresFileSystemTakes() throws Exception {
        Runner runner = Runner.in(dir.resolve("exec"));
        assertThat(new KernelTrial(runner).run(dir)).isEqualTo(ofThisKernel());
        Runner old = FilteredRunner.without(dir.resolve("exec"), NEW_INTERFACE);
        assertThat(new KernelTrial(old).run(Files.createDirectory(dir.resolve("old"))))
                .isEqualTo(new KernelFeatures(MountInterface.PATHS, RootFsKind.OVERLAY));
        Path lower = Files.createDirectory(dir.resolve("lower"));
        Path upper = Files.createDirectory(dir.resolve("upper"));
        Path work = Files.createDirectory(dir.resolve("work"));
        Path nested = Files.createDirectory(dir.resolve("nested"));
        String options = "lowerdir=" + lower + ",upperdir=" + upper + ",workdir=" + work;
        host("mount", "-t", "overlay", "overlay", "-o", options, nested.toString());
        try {
            assertThat(new KernelTrial(runner).run(nested).rootFs()).isEqualTo(RootFsKind.OVERLAY_IN_MEMORY);
        } finally {
            host("umount", nested.toString());
        }
    }

    /** Overlays take layers one by one, by whatever interface, since Linux 6.5. */
    private static KernelFeatures ofThisKernel() {
        String[] version = System.getProperty("os.version").split("[^0-9]+", 3);
        int number = Integer.parseInt(version[0]) * 1000 + Integer.parseInt(version[1]);
        return number >= 6005
                ? KernelFeatures.ALL
                : new KernelFeatures(MountInterface.DESCRIPTORS_AND_MOUNT, RootFsKind.OVERLAY);
    }

    @Test
    void moreLayersThanAnOverlayTakes() throws Exception {
        for (int i = 0; i < 501; i++) {
            int number = i;
            image.layer(layer -> layer.file("numbers/" + number, "x"));
        }
        image.layer(layer -> layer.whiteout("numbers/0"));
        Outcome outcome = run(sh("ls /numbers | wc -l; rm /numbers/1; ls /numbers | wc -l"));
        assertThat(outcome.out()).isEqualTo("500\n499\n");
        assertThat((long) Files.getAttribute(outcome.upper().resolve("numbers/1"), "unix:rdev"))
                .isZero();
    }

    private static void host(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }

    /** As before Linux 6.5. */
    @Test
    void layersAreMountedByShortNamesWhereOptionsAreNotTakenOneByOne() throws Exception {
        image.layer(layer -> layer.file("data/one", "1"));
        KernelFeatures features = new KernelFeatures(MountInterface.DESCRIPTORS_AND_MOUNT, RootFsKind.OVERLAY);
        sandbox = new NativeSandbox(Runner.in(dir.resolve("exec")), Rights.ROOT, waits, features);
        Outcome outcome = run(sh("cat /data/one; echo 2 >/data/two; touch /proc/sys/x || echo ro")
                .mounts(new Mount.Tmpfs("/t", 0, 0755)));
        assertThat(outcome.out()).as(outcome.err()).isEqualTo("1ro\n");
        assertThat(outcome.upper().resolve("data/two")).hasContent("2\n");
    }

    private void with(RootFsKind kind) throws Exception {
        KernelFeatures features = new KernelFeatures(ofThisKernel().mounts(), kind);
        sandbox = new NativeSandbox(Runner.in(dir.resolve("exec")), Rights.ROOT, waits, features);
    }

    private void without(Syscall... absent) throws Exception {
        sandbox = new NativeSandbox(FilteredRunner.without(dir.resolve("exec"), absent), Rights.ROOT, waits);
    }
}
