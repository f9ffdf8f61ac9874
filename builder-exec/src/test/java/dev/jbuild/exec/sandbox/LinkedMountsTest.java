package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.sandbox.Mount;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mounts on links that lie in other mounts: no tree tells where they lead. Runtimes are not asked to follow any. */
@Tag("root")
class LinkedMountsTest extends SandboxFixture {

    @Test
    void linksInMountsOfTheHostAreFollowedWithinTheRootfsOnly() throws Exception {
        Path host = Files.createDirectory(dir.resolve("host"));
        Path outside = Files.createDirectory(dir.resolve("outside"));
        Files.createSymbolicLink(host.resolve("inside"), Path.of("/data"));
        Files.createSymbolicLink(host.resolve("out"), outside);
        image.layer(layer -> layer.file("data/one", "1"));
        Outcome outcome = run(sh("touch /data/made /h/inside/other; ls /data; grep -c ' /data tmpfs ' /proc/mounts")
                .mounts(new Mount.Bind(host, "/h", Mount.Access.READ_WRITE), new Mount.Tmpfs("/h/inside", 0, 0755)));
        assertThat(outcome.out()).as(outcome.err()).isEqualTo("made\nother\n1\n");
        Spec spec = sh("true")
                .mounts(new Mount.Bind(host, "/h", Mount.Access.READ_WRITE), new Mount.Tmpfs("/h/out", 0, 0755));
        assertThatThrownBy(() -> run(spec)).hasMessageContaining("cannot attach a mount");
        assertThat(outside).isEmptyDirectory();
    }
}
