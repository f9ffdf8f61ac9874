package dev.jbuild.exec.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Where this process is in control groups of version 1. */
class CgroupHierarchiesTest {
    private static final String GROUPS = """
            12:cpu,cpuacct:/user.slice
            4:memory:/docker/1f
            2:devices:/
            1:name=systemd:/user.slice/session-1.scope
            0::/user.slice
            """;

    @Test
    void findsOwnGroupsBelowTheMounts() {
        String mounts = """
                30 25 0:26 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755
                31 30 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
                32 30 0:28 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
                33 30 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
                34 30 0:30 /docker/1f /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
                35 30 0:31 / /sys/fs/cgroup/devices rw shared:9 - cgroup cgroup rw,devices
                36 30 0:31 / /mnt/devices rw - cgroup cgroup rw,devices
                """;
        assertThat(CgroupHierarchies.parse(mounts, GROUPS))
                .extracting(CgroupHierarchies.Hierarchy::own, CgroupHierarchies.Hierarchy::options)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                Path.of("/sys/fs/cgroup/systemd/user.slice/session-1.scope"), "none,name=systemd"),
                        org.assertj.core.groups.Tuple.tuple(
                                Path.of("/sys/fs/cgroup/cpu,cpuacct/user.slice"), "cpu,cpuacct"),
                        org.assertj.core.groups.Tuple.tuple(Path.of("/sys/fs/cgroup/memory"), "memory"),
                        org.assertj.core.groups.Tuple.tuple(Path.of("/sys/fs/cgroup/devices"), "devices"));
    }

    @Test
    void versionTwoAloneHasNone() {
        String mounts = "30 25 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";
        assertThat(CgroupHierarchies.parse(mounts, "0::/\n")).isEmpty();
    }
}
