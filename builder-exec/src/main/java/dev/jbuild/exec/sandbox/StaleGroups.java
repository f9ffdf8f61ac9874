package dev.jbuild.exec.sandbox;

import dev.jbuild.exec.host.CgroupHierarchies;
import dev.jbuild.exec.host.OwnFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Control groups that are left when a jbuild and the runner that waits for its command were killed both. Their names tell the process
 * that made them and its pid namespace: a group of a process that lives, or of a container whose processes cannot be seen from here, is
 * left alone, and so is one that has members.
 */
final class StaleGroups {
    private static final String PREFIX = "jbuild-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]{1,10})-([0-9]{1,20})-[0-9a-f-]{1,36}");
    private static final int RANDOM_LENGTH = 19; // hexadecimal digits and dashes; 16 more of a count make 35
    private static final Path OWN_NAMESPACE = Path.of("/proc/self/ns/pid");
    private static final AtomicLong made = new AtomicLong();
    private static volatile String own = ""; // how the names of this process's groups begin, once one was made

    private StaleGroups() {}

    /** A name that no other group has, and from which its owner is known. */
    static String freshName() throws IOException {
        if (own.isEmpty()) {
            String random = UUID.randomUUID().toString().substring(0, RANDOM_LENGTH);
            own = PREFIX + ProcessHandle.current().pid() + "-" + namespace() + "-" + random;
        }
        return own + Long.toHexString(made.incrementAndGet());
    }

    /** The number of this process's pid namespace. */
    private static String namespace() throws IOException {
        return OwnFiles.link(OWN_NAMESPACE).replaceAll("[^0-9]", "");
    }

    /** Removes them from all hierarchies in which commands of root have groups; to be done once, before the first command. */
    static void sweep(List<CgroupHierarchies.Hierarchy> hierarchies) throws IOException {
        for (CgroupHierarchies.Hierarchy hierarchy : hierarchies) {
            sweep(hierarchy.own());
        }
        Optional<Path> unified = CgroupHierarchies.unified();
        if (unified.isPresent()) {
            sweep(unified.get());
        }
    }

    /** Removes those in one group. */
    static void sweep(Path parent) throws IOException {
        for (Path group : OwnFiles.list(parent, PREFIX)) {
            if (isStale(group.getFileName().toString())) {
                ControlGroup.removed(group); // one that has members stays
            }
        }
    }

    private static boolean isStale(String name) throws IOException {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                && matcher.group(2).equals(namespace())
                && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
    }
}
