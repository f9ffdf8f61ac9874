package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the command sees as its files, and what of it counts as changed. */
@Tag("root")
@ParameterizedClass(name = "{0}")
@EnumSource(Runtimes.class)
class RootFsTest extends SandboxFixture {

    @Test
    void nothingChangesWhenNothingIsDone() throws Exception {
        Outcome outcome = run(sh("cat /etc/hosts /etc/resolv.conf /etc/hostname >/dev/null")
                .mounts(new Mount.Tmpfs("/run/cache/deep", 0, 0700)));
        assertThat(outcome.status().success()).as(outcome.err()).isTrue();
        assertThat(changes(outcome)).isEmpty();
    }

    @Test
    void writingBesideAMountPointKeepsTheDirectorysAttributes() throws Exception {
        Path etc = dir.resolve("layer-0/etc");
        Files.setAttribute(etc, "unix:mode", 0751);
        Files.setAttribute(etc, "unix:uid", 33);
        TestImage changed = new TestImage(Files.createDirectory(dir.resolve("again")));
        changed.layer(layer -> {
            layer.directory("etc");
            Files.setAttribute(layer.path().resolve("etc"), "unix:mode", 0751);
            Files.setAttribute(layer.path().resolve("etc"), "unix:uid", 33);
            layer.directory("bin");
            Files.copy(Path.of("/bin/busybox"), layer.path().resolve("bin/busybox"));
        });
        Outcome outcome = run(new Spec(changed.rootFs(), List.of("/bin/busybox", "touch", "/etc/new")));
        assertThat(changes(outcome)).containsExactly("etc", "etc/new");
        assertThat(Files.getAttribute(outcome.upper().resolve("etc"), "unix:mode"))
                .isEqualTo(040751);
        assertThat(Files.getAttribute(outcome.upper().resolve("etc"), "unix:uid"))
                .isEqualTo(33);
    }

    @Test
    void theRootKeepsItsAttributes() throws Exception {
        Path root = dir.resolve("layer-0");
        image.layer(layer -> {
            Files.setAttribute(layer.path(), "unix:mode", 0711);
            Files.setLastModifiedTime(layer.path(), FileTime.fromMillis(1_000_000_000_000L));
        });
        assertThat(Files.exists(root)).isTrue();
        assertThat(out("stat -c '%a %Y' /")).isEqualTo("711 1000000000\n");
    }

    @Test
    void marksEmptiedDirectoriesAndWhiteouts() throws Exception {
        image.layer(layer -> {
            layer.file("data/one", "1");
            layer.file("other/two", "2");
        });
        Outcome outcome = run(sh("rm -r /data && mkdir /data && rm /other/two"));
        var view = Files.getFileAttributeView(
                outcome.upper().resolve("data"), java.nio.file.attribute.UserDefinedFileAttributeView.class);
        assertThat(view.list()).contains("overlay.opaque");
        assertThat((long) Files.getAttribute(outcome.upper().resolve("other/two"), "unix:rdev"))
                .isZero();
    }

    @Test
    void lowerOpaqueDirectoriesHideWhatIsBelow() throws Exception {
        image.layer(layer -> layer.file("data/one", "1"));
        Outcome first = run(sh("rm -r /data && mkdir /data && touch /data/two"));
        List<Path> layers = new java.util.ArrayList<>(image.layers());
        layers.add(first.upper());
        Path scratch = Files.createDirectory(dir.resolve("second"));
        var rootFs =
                new dev.jbuild.core.sandbox.RootFs(dev.jbuild.core.oci.Platform.host(), image.tree(), layers, scratch);
        assertThat(run(new Spec(rootFs, List.of("ls", "/data"))).out()).isEqualTo("two\n");
    }

    @Test
    void mountPointsBelowWhiteoutsAreThere() throws Exception {
        image.layer(layer -> layer.file("run/secrets/old", "old"));
        image.layer(layer -> layer.whiteout("run"));
        Outcome outcome =
                run(sh("cat /run/secrets/id; ls -a /run/secrets").mounts(content("/run/secrets/id", "s3cret", 0400)));
        assertThat(outcome.out()).isEqualTo("s3cret.\n..\nid\n");
        assertThat(changes(outcome)).isEmpty();
    }

    @Test
    void filesInMemoryHaveTheirAttributes() throws Exception {
        Outcome outcome = run(sh("stat -c '%a %u %g' /s; cat /s; echo x >/s")
                .mounts(new Mount.Content(
                        "text".getBytes(StandardCharsets.UTF_8), "/s", new Attributes(0440, 5, 6, 0))));
        assertThat(outcome.out()).isEqualTo("440 5 6\ntext");
        assertThat(outcome.err()).contains("Read-only file system");
        assertThat(run(sh("/dev/pipes/x").mounts(content("/dev/pipes/x", "#!/bin/sh\necho ran\n", 0755)))
                        .out())
                .isEqualTo("ran\n");
    }

    @Test
    void bindsOfTheHostAreReadOnlyOrNot() throws Exception {
        Path host = Files.createDirectory(dir.resolve("host"));
        Files.writeString(host.resolve("in"), "in");
        Outcome outcome = run(sh("cat /r/in; echo x >/r/new || echo refused; echo out >/w/out")
                .mounts(
                        new Mount.Bind(host, "/r", Mount.Access.READ_ONLY),
                        new Mount.Bind(host, "/w", Mount.Access.READ_WRITE),
                        new Mount.Bind(host.resolve("in"), "/one/file", Mount.Access.READ_ONLY)));
        assertThat(outcome.out()).isEqualTo("inrefused\n");
        assertThat(Files.readString(host.resolve("out"))).isEqualTo("out\n");
        assertThat(changes(outcome)).isEmpty();
    }

    @Test
    void layersAreMountedAndWritesDiscarded() throws Exception {
        TestImage other = new TestImage(Files.createDirectory(dir.resolve("other")));
        other.layer(layer -> layer.file("src/a/one", "1"));
        other.layer(layer -> layer.file("src/a/two", "2"));
        Outcome outcome = run(sh("cat /m/one /m/two; echo x >/m/three; ls /m; cat /n; echo x >/k/x; ls /k/deep")
                .mounts(
                        layers(other.layers(), "src/a", "/m", Mount.Access.READ_WRITE),
                        layers(other.layers(), "src/a/one", "/n", Mount.Access.READ_ONLY),
                        layers(other.layers(), "src", "/k", Mount.Access.READ_ONLY),
                        new Mount.Tmpfs("/k/deep/tmp", 0, 0755)));
        assertThat(outcome.out()).isEqualTo("12one\nthree\ntwo\n1tmp\n");
        assertThat(outcome.err()).contains("Read-only file system");
        assertThat(changes(outcome)).isEmpty();
        assertThat(Files.exists(other.layers().get(1).resolve("src/a/three"))).isFalse();
    }

    @Test
    void linksInMountedLayersLeadNowhere() throws Exception {
        Path secret = Files.createDirectories(dir.resolve("host/secret"));
        TestImage other = new TestImage(Files.createDirectory(dir.resolve("other")));
        other.layer(layer -> layer.link("src", secret.getParent().toString()));
        Spec spec = sh("ls /m").mounts(layers(other.layers(), "src/secret", "/m", Mount.Access.READ_ONLY));
        assertThatThrownBy(() -> run(spec)).isInstanceOf(java.io.IOException.class);
    }

    @Test
    void nothingIsMountedInProc() throws Exception {
        image.layer(layer -> layer.link("masks", "/proc"));
        for (String target : new String[] {"/proc", "/proc/sys", "/tmp/../proc/self", "/masks/sys"}) {
            assertThatThrownBy(() -> run(sh("true").mounts(new Mount.Tmpfs(target, 0, 0755))))
                    .isInstanceOf(BuildException.class)
                    .hasMessageContaining("/proc is the sandbox's own");
        }
    }

    @Test
    void workingDirectoryIsMade() throws Exception {
        Outcome outcome = run(sh("pwd; stat -c '%a %u' .").in("/new/place").user(1000, 1000));
        assertThat(outcome.out()).isEqualTo("/new/place\n755 0\n");
        assertThat(changes(outcome)).containsExactly("new", "new/place");
        assertThat(out("pwd")).isEqualTo("/\n");
    }

    @Test
    void workingDirectoryOfTheUserIsEnteredBeforeTheIdsChange() throws Exception {
        image.layer(layer -> {
            layer.directory("root");
            Files.setAttribute(layer.path().resolve("root"), "unix:mode", 0700);
        });
        assertThat(run(sh("pwd").in("/root").user(1000, 1000)).out()).isEqualTo("/root\n");
    }

    @Test
    void sizesOfTmpfsAreKept() throws Exception {
        Outcome outcome = run(sh("dd if=/dev/zero of=/t/x bs=1M count=3; stat -c %a /t")
                .mounts(new Mount.Tmpfs("/t", 1 << 20, 01777)));
        assertThat(outcome.err()).contains("No space left");
        assertThat(outcome.out()).isEqualTo("1777\n");
    }

    @Test
    void takesHundredsOfLayers() throws Exception {
        for (int i = 0; i < 300; i++) {
            int number = i;
            image.layer(layer -> layer.file("numbers/" + number, "x"));
        }
        assertThat(out("ls /numbers | wc -l")).isEqualTo("300\n");
    }

    private static Mount.Content content(String target, String text, int mode) {
        return new Mount.Content(text.getBytes(StandardCharsets.UTF_8), target, new Attributes(mode, 0, 0, 0));
    }

    private static Mount.Layers layers(List<Path> layers, String subtree, String target, Mount.Access access) {
        return new Mount.Layers(layers, TreePath.of(subtree), target, access);
    }

    private static List<String> changes(Outcome outcome) throws Exception {
        try (Stream<Path> files = Files.walk(outcome.upper())) {
            return files.map(file -> outcome.upper().relativize(file).toString())
                    .filter(name -> !name.isEmpty())
                    .sorted()
                    .toList();
        }
    }
}
