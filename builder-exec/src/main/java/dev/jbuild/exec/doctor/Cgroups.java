package dev.jbuild.exec.doctor;

import dev.jbuild.exec.host.OwnFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Which control groups there are, and whether this user may make some. */
final class Cgroups {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private Cgroups() {}

    static Finding finding() throws IOException {
        boolean unified = OwnFiles.exists(ROOT.resolve("cgroup.controllers"));
        boolean legacy = OwnFiles.isDirectory(ROOT.resolve("memory"));
        if (!unified && !legacy) {
            return new Finding("cgroups", Finding.State.LIMITED, "none", "mount cgroup2 on /sys/fs/cgroup for limits");
        }
        boolean writable = unified ? writable("") : writable("memory") && writable("pids");
        String text = (unified ? "v2" : "v1") + ", memory and pids writable: " + (writable ? "yes" : "no");
        return writable
                ? Finding.good("cgroups", text)
                : new Finding("cgroups", Finding.State.LIMITED, text, "limits need root or delegation");
    }

    private static boolean writable(String controller) throws IOException {
        Optional<String> own = own(controller);
        return own.isPresent()
                && OwnFiles.isWritable(
                        ROOT.resolve(controller).resolve(own.get().substring(1)));
    }

    /** This process's own group, from lines such as {@code 0::/user.slice} or {@code 4:memory:/}. */
    private static Optional<String> own(String controller) throws IOException {
        byte[] groups = OwnFiles.read(Path.of("/proc/self/cgroup")).orElse(new byte[0]);
        return new String(groups, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split(":", 3))
                .filter(fields -> fields.length == 3 && fields[1].equals(controller) && fields[2].startsWith("/"))
                .map(fields -> fields[2])
                .findFirst();
    }
}
