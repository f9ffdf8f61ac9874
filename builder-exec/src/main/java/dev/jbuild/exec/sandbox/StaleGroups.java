package dev.jbuild.exec.sandbox;

import dev.jbuild.exec.host.CgroupHierarchies;
import dev.jbuild.exec.host.FreshName;
import dev.jbuild.exec.host.OwnFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Control groups that are left when a jbuild and the runner that waits for its command were killed both. Their names tell the process
 * that made them and its pid namespace: a group of a process that lives, or of a container whose processes cannot be seen from here, is
 * left alone, and so is one that has members.
 */
final class StaleGroups {
    private static final String PREFIX = "jbuild-";
    private static final Path OWN_NAMESPACE = Path.of("/proc/self/ns/pid");
    private static volatile String own = ""; // how the names of this process's groups begin, once one was made

    private StaleGroups() {}

    /** A name that no other group has, and from which its owner is known. */
    static String freshName() throws IOException {
        return name(FreshName.next());
    }

    /** The name of a group by which its owner is known, that ends with a fresh one. */
    static String name(String fresh) throws IOException {
        if (own.isEmpty()) {
            own = PREFIX + ProcessHandle.current().pid() + "-" + namespace() + "-";
        }
        return own + fresh;
    }

    /** The number of this process's pid namespace. */
    private static String namespace() throws IOException {
        String link = OwnFiles.link(OWN_NAMESPACE); // pid:[4026531836]
        return link.substring(link.indexOf('[') + 1, link.length() - 1);
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
        Matcher matcher = Names.PATTERN.matcher(name);
        return matcher.matches()
                && matcher.group(2).equals(namespace())
                && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
    }

    /** Compiled when there is a name to look at: most builds find none. */
    private static final class Names {
        private static final Pattern PATTERN = Pattern.compile(PREFIX + "([0-9]{1,10})-([0-9]{1,20})-[0-9a-f-]{1,36}");
    }
}
