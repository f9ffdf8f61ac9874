package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.exec.program.FilteredRunner;
import dev.jbuild.exec.program.Syscall;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The sandbox on kernels that lack something. */
@Tag("root")
class KernelFallbackTest extends SandboxFixture {

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

    private void without(Syscall... absent) throws Exception {
        sandbox = new NativeSandbox(FilteredRunner.without(dir.resolve("exec"), absent), Rights.ROOT, waits);
    }
}
