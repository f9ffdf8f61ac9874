package dev.jbuild.exec.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The hierarchies of control groups version 1 that are mounted, and where in each this process is. */
public final class CgroupHierarchies {
    private static final Set<String> FLAGS =
            Set.of("rw", "ro", "xattr", "noprefix", "clone_children", "cpuset_v2_mode");
    private static final String FILE_SYSTEM = " - "; // what follows in a line of mountinfo
    private static final byte[] NOTHING = new byte[0];

    private CgroupHierarchies() {}

    /**
     * A hierarchy.
     *
     * @param name of the directory on which it is mounted
     * @param controllers or {@code name=…} where it has none
     * @param own this process's group, as a directory of the host
     */
    public record Hierarchy(String name, Set<String> controllers, Path own) {
        public Hierarchy {
            controllers = Set.copyOf(controllers);
        }

        /** What mount is told of it. */
        public String options() {
            String all = String.join(",", new TreeSet<>(controllers));
            return all.contains("name=") ? "none," + all : all;
        }
    }

    /** All of them; none where version 2 is all that there is. */
    public static List<Hierarchy> read() throws IOException {
        return parse(text("/proc/self/mountinfo"), text("/proc/self/cgroup"));
    }

    static List<Hierarchy> parse(String mountinfo, String cgroup) {
        List<Hierarchy> found = new ArrayList<>();
        Set<Set<String>> seen = new java.util.HashSet<>();
        for (String line : mountinfo.split("\n")) {
            int end = line.indexOf(FILE_SYSTEM);
            String[] mount = (end < 0 ? line : line.substring(0, end)).split(" ");
            String[] system = end < 0
                    ? new String[0]
                    : line.substring(end + FILE_SYSTEM.length()).split(" ");
            if (system.length == 3 && system[0].equals("cgroup") && mount.length > 4) {
                Set<String> controllers = new TreeSet<>(Arrays.asList(system[2].split(",")));
                controllers.removeAll(FLAGS);
                Path at = Path.of(mount[4]);
                own(cgroup, controllers)
                        .filter(own -> seen.add(controllers))
                        .ifPresent(own -> found.add(new Hierarchy(
                                at.getFileName().toString(), controllers, at.resolve(below(mount[3], own)))));
            }
        }
        return found;
    }

    /** This process's group of version 2, as a directory of the host; empty where that version is not mounted. */
    public static Optional<Path> unified() throws IOException {
        return unified(text("/proc/self/mountinfo"), text("/proc/self/cgroup"));
    }

    static Optional<Path> unified(String mountinfo, String cgroup) {
        for (String line : mountinfo.split("\n")) {
            int end = line.indexOf(FILE_SYSTEM + "cgroup2 ");
            String[] mount = end < 0 ? new String[0] : line.substring(0, end).split(" ");
            if (mount.length > 4) {
                return own(cgroup, Set.of(""))
                        .filter(own -> !own.startsWith("/..")) // not below what is mounted here
                        .map(own -> Path.of(mount[4]).resolve(below(mount[3], own)));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> own(String cgroup, Set<String> controllers) {
        for (String line : cgroup.split("\n")) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && Set.of(fields[1].split(",")).equals(controllers)) {
                return Optional.of(fields[2]);
            }
        }
        return Optional.empty();
    }

    /** A group as a path below the part of the hierarchy that is mounted. */
    private static String below(String root, String own) {
        String rest = !root.equals("/") && (own + "/").startsWith(root + "/") ? own.substring(root.length()) : own;
        int start = 0;
        while (start < rest.length() && rest.charAt(start) == '/') {
            start++;
        }
        return rest.substring(start);
    }

    private static String text(String file) throws IOException {
        return new String(OwnFiles.read(Path.of(file)).orElse(NOTHING), StandardCharsets.UTF_8);
    }
}
