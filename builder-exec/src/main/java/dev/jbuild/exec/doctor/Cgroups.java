package dev.jbuild.exec.doctor;

import dev.jbuild.exec.host.CgroupMounts;
import java.io.IOException;

/** Which control groups there are, and whether this user may make some. */
final class Cgroups {
    private Cgroups() {}

    static Finding finding() {
        try {
            CgroupMounts.Place memory = CgroupMounts.find("memory");
            CgroupMounts.find("pids");
            String version = memory.version() == CgroupMounts.Version.ONE ? "v1" : "v2";
            return Finding.good("cgroups", version + ", memory and pids writable: yes");
        } catch (IOException e) {
            return new Finding(
                    "cgroups",
                    Finding.State.LIMITED,
                    "memory and pids writable: no (" + e.getMessage() + ")",
                    "run jbuild as root, or have control groups delegated to the user, for --memory, --cpus, --pids-limit");
        }
    }
}
