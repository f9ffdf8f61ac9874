package dev.jbuild.exec.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an ordinary user can run, on each way there is. The property jbuild.test.user names one with subordinate ids. */
@Tag("rootless")
class RootlessTest {
    private static OrdinaryUser user;

    @BeforeAll
    static void share() throws Exception {
        user = OrdinaryUser.share();
    }

    @AfterAll
    static void clean() throws Exception {
        user.close();
    }

    @Test
    void subordinateIdsAreAsGoodAsRoot() throws Exception {
        OrdinaryUser.Ended ended = jbuild(
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
        OrdinaryUser.Ended ended =
                jbuild("subids", "NONE", 0, "ls /sys/class/net; cat /sys/kernel/notes >/dev/null; exit 7");
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
        OrdinaryUser.Ended ended =
                jbuild("single", "HOST", 0, "id -u; touch /new && stat -c %u /new; chown 5 /new || echo refused");
        assertThat(ended.output()).isEqualTo("single\n0\n0\nrefused\n");
        assertThat(ended.errors())
                .contains("warning: a single id, as JBUILD_ROOTLESS=single wants it: files belong to root only");
    }

    @Test
    void withoutNamespacesNothingRuns() throws Exception {
        OrdinaryUser.Ended ended = jbuild("none", "HOST", 0, "true");
        assertThat(ended.errors()).contains("error[namespaces-refused]: a command cannot be run");
        assertThat(ended.code()).isEqualTo(3);
    }

    @Test
    void isConfinedAsRootIs() throws Exception {
        OrdinaryUser.Ended ended = jbuild(
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
        OrdinaryUser.Ended ended = jbuild(way, network, 0, script, runtime.toUpperCase());
        assertThat(ended.output())
                .contains("\n0\nCapEff:\t00000000a80425fb\nSeccomp:\t2\n")
                .contains("lo\n")
                .endsWith("refused\n");
        assertThat(ended.code()).as(ended.errors()).isEqualTo(5);
    }

    private static OrdinaryUser.Ended jbuild(String way, String network, int uid, String script, String... runtime)
            throws Exception {
        List<String> arguments = new ArrayList<>(List.of(network, Integer.toString(uid), script));
        arguments.addAll(List.of(runtime));
        return user.run(way, arguments);
    }
}
