package dev.jbuild.exec.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where control groups can be made. */
public final class CgroupMounts {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final byte[] NOTHING = new byte[0];

    private CgroupMounts() {}

    /** The two kinds of hierarchies. */
    public enum Version {
        ONE,
        TWO
    }

    /** A directory in which a group for a controller can be made. */
    public record Place(Version version, Path directory) {}

    /** A place for a controller's groups; an IOException says why there is none. */
    public static Place find(String controller) throws IOException {
        Path legacy = ROOT.resolve(controller);
        if (OwnFiles.isDirectory(legacy)) {
            Path own = below(legacy, own(controller));
            return OwnFiles.isWritable(own) ? new Place(Version.ONE, own) : none(controller, own);
        }
        if (!OwnFiles.exists(ROOT.resolve("cgroup.controllers"))) {
            throw new IOException("there are no control groups in " + ROOT);
        }
        for (Path candidate : candidates(below(ROOT, own("")))) {
            if (OwnFiles.isWritable(candidate) && hands(candidate, controller)) {
                return new Place(Version.TWO, candidate);
            }
        }
        return none(controller, ROOT);
    }

    private static Place none(String controller, Path where) throws IOException {
        throw new IOException("groups for " + controller + " cannot be made in " + where);
    }

    private static Path below(Path mount, Optional<String> group) {
        return mount.resolve(group.orElse("/").substring(1));
    }

    /** This process's group and those above: one with processes of its own hands no controllers down, save the first. */
    private static List<Path> candidates(Path own) {
        List<Path> candidates = new ArrayList<>();
        for (Path at = own; at.startsWith(ROOT); at = at.getParent()) {
            candidates.add(at);
        }
        return candidates;
    }

    private static boolean hands(Path directory, String controller) throws IOException {
        byte[] controllers =
                OwnFiles.read(directory.resolve("cgroup.subtree_control")).orElse(NOTHING);
        String text = new String(controllers, StandardCharsets.US_ASCII).strip();
        return Arrays.asList(text.split(" ")).contains(controller);
    }

    /** This process's group, from lines such as {@code 0::/user.slice} or {@code 4:cpu,cpuacct:/}. */
    public static Optional<String> own(String controller) throws IOException {
        byte[] groups = OwnFiles.read(Path.of("/proc/self/cgroup")).orElse(NOTHING);
        return new String(groups, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split(":", 3))
                .filter(fields -> fields.length == 3 && fields[2].startsWith("/"))
                .filter(fields -> Arrays.asList(fields[1].split(",")).contains(controller))
                .map(fields -> fields[2])
                .findFirst();
    }
}
