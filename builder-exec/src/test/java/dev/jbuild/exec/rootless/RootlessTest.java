package dev.jbuild.exec.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.exec.sandbox.RootlessMain;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an ordinary user can run, on each way there is. The property jbuild.test.user names one with subordinate ids. */
@Tag("rootless")
class RootlessTest {
    private static Path classes;
    private static Path home;

    @BeforeAll
    static void share() throws Exception {
        String user = System.getProperty("jbuild.test.user", "");
        assertThat(user).as("the property jbuild.test.user").isNotEmpty();
        classes = Files.createTempDirectory(Path.of("/var/tmp"), "jbuild-classes");
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            copy(Path.of(entry), classes.resolve(Integer.toString(entry.hashCode(), 36) + ".jar"));
        }
        run("chmod", "-R", "a+rX", classes.toString());
        home = Files.createTempDirectory(Path.of("/var/tmp"), "jbuild-home");
        run("chown", user + ":", home.toString());
    }

    @AfterAll
    static void clean() throws Exception {
        run("rm", "-rf", "--one-file-system", classes.toString(), home.toString());
    }

    @Test
    void subordinateIdsAreAsGoodAsRoot() throws Exception {
        Ended ended = jbuild(
                "",
                "HOST",
                0,
                "id -u; stat -c %u /srv/www; chown 1000 /etc/passwd && stat -c %u /etc/passwd; cat /proc/self/uid_map;"
                        + " echo x >/dev/null; ls /sys/class/net; su user -c 'id -u'");
        assertThat(ended.output())
                .startsWith("userns-")
                .contains("\n0\n33\n1000\n")
                .contains("lo")
                .endsWith("1000\n");
        assertThat(ended.errors()).isEmpty();
        assertThat(ended.code()).isZero();
    }

    @Test
    void networkNoneWorks() throws Exception {
        Ended ended = jbuild("subids", "NONE", 0, "ls /sys/class/net; cat /sys/kernel/notes >/dev/null; exit 7");
        assertThat(ended.output()).endsWith("\nlo\n");
        assertThat(ended.code()).isEqualTo(7);
    }

    @Test
    void otherUsersAreThere() throws Exception {
        assertThat(jbuild("", "HOST", 1000, "id -u; echo y >/dev/stdout; grep CapEff /proc/self/status")
                        .output())
                .endsWith("\n1000\ny\nCapEff:\t0000000000000000\n");
    }

    @Test
    void aSingleIdWarnsAndRuns() throws Exception {
        Ended ended = jbuild("single", "HOST", 0, "id -u; touch /new && stat -c %u /new; chown 5 /new || echo refused");
        assertThat(ended.output()).isEqualTo("single\n0\n0\nrefused\n");
        assertThat(ended.errors()).contains("warning: no subordinate ids").contains("usermod --add-subuids");
    }

    @Test
    void withoutNamespacesNothingRuns() throws Exception {
        Ended ended = jbuild("none", "HOST", 0, "true");
        assertThat(ended.errors()).contains("error[namespaces-refused]: a command cannot be run");
        assertThat(ended.code()).isEqualTo(3);
    }

    @Test
    void isConfinedAsRootIs() throws Exception {
        Ended ended = jbuild(
                "",
                "HOST",
                0,
                "grep -E 'CapBnd|CapEff|Seccomp:' /proc/self/status; mount -t tmpfs x /tmp || echo refused;"
                        + " echo 1 >/proc/sys/kernel/sysrq || echo refused; touch /sys/x || echo refused");
        assertThat(ended.output())
                .contains(
                        "CapEff:\t00000000a80425fb\nCapBnd:\t00000000a80425fb\nSeccomp:\t2\nrefused\nrefused\nrefused\n");
    }

    @ParameterizedTest
    @CsvSource({"crun, subids, HOST", "crun, single, NONE", "runc, subids, NONE", "runc, single, HOST"})
    void runtimesNeedNoRootEither(String runtime, String way, String network) throws Exception {
        String script =
                "id -u; grep -E 'CapEff|Seccomp:' /proc/self/status; echo x >/dev/null; touch /new; ls /sys/class/net;"
                        + " mount -t tmpfs x /tmp || echo refused; exit 5";
        Ended ended = jbuild(way, network, 0, script, runtime.toUpperCase());
        assertThat(ended.output())
                .contains("\n0\nCapEff:\t00000000a80425fb\nSeccomp:\t2\n")
                .contains("lo\n")
                .endsWith("refused\n");
        assertThat(ended.code()).as(ended.errors()).isEqualTo(5);
    }

    record Ended(int code, String output, String errors) {}

    private static Ended jbuild(String way, String network, int uid, String script, String... runtime)
            throws Exception {
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid", user(), "--regid", user(), "--init-groups", "--"));
        command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC", "-cp", classPath()));
        command.addAll(List.of(RootlessMain.class.getName(), home.toString(), network, Integer.toString(uid), script));
        command.addAll(List.of(runtime));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(home.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        if (!way.isEmpty()) {
            builder.environment().put(Rootless.VARIABLE, way);
        }
        Path errors = home.resolve("errors");
        Process process = builder.redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output, Files.readString(errors));
    }

    private static String user() {
        return System.getProperty("jbuild.test.user");
    }

    private static String classPath() throws IOException {
        try (Stream<Path> entries = Files.list(classes)) {
            return String.join(":", entries.map(Path::toString).toList());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from) || Files.exists(to)) {
            return; // a class path may name what is not there, or something twice
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                Path target = from.equals(file)
                        ? to
                        : to.resolve(from.relativize(file).toString());
                Files.copy(file, target);
            }
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }
}
