package dev.jbuild.exec.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a process finds out about the world that it is in, as names and values. What is another at each run (numbers of processes,
 * sizes of memory, host paths) is not in it, or as a kind.
 */
final class IsolationReport {
    /** Prints everything that is known of a process, and what becomes of its system calls. */
    static final String SCRIPT = "echo @status; cat /proc/self/status; echo @mount; cat /proc/self/mountinfo;"
            + " echo @limit; cat /proc/self/limits; echo @cgroup; cat /proc/self/cgroup;"
            + " echo @ns; for n in /proc/self/ns/*; do echo $n $(readlink $n); done;"
            + " echo @dev; for d in $(find /dev | sort); do"
            + " if [ -L $d ]; then echo $d link $(readlink $d); else echo $d $(stat -c '%F %a %t:%T' $d); fi; done;"
            + " echo @fd; for f in $(ls /proc/$$/fd); do echo $f $(readlink /proc/$$/fd/$f); done;"
            + " echo @env; env; echo @call; /probe";

    private final Map<String, String> values = new TreeMap<>();

    private IsolationReport() {}

    static Map<String, String> parse(String printed) throws Exception {
        IsolationReport report = new IsolationReport();
        String section = "";
        for (String line : printed.lines().toList()) {
            if (line.startsWith("@")) {
                section = line.substring(1);
            } else if (!section.isEmpty()) {
                report.add(section, line);
            }
        }
        return report.values;
    }

    private void add(String section, String line) throws Exception {
        switch (section) {
            case "status" -> status(line);
            case "mount" -> mount(line.split(" "));
            case "limit" -> limit(line);
            case "cgroup" ->
                values.merge("cgroup", line.split(":", 3)[2], (one, other) -> one.equals(other) ? one : "several");
            case "ns" -> namespace(line.split(" "));
            case "dev" -> pair("dev.", line.split(" ", 2));
            case "fd" -> descriptor(line.split(" ", 2));
            case "env" -> pair("env.", line.split("=", 2));
            case "call" -> pair("call.", line.substring("call ".length()).split(" ", 2));
            default -> throw new IllegalArgumentException(section);
        }
    }

    private void pair(String prefix, String[] pair) {
        values.put(prefix + pair[0], pair[1].strip());
    }

    private void status(String line) {
        String[] pair = line.split(":", 2);
        values.put("status." + pair[0], pair[1].strip().replaceAll("\\s+", " "));
    }

    /** mountinfo(5): id, parent, device, root, mount point, options, propagation …, -, type, source, options. */
    private void mount(String[] fields) {
        String prefix = "mount." + fields[4];
        int dash = java.util.Arrays.asList(fields).indexOf("-");
        values.put(prefix + ".options", fields[5]);
        values.put(prefix + ".type", fields[dash + 1]);
        String propagation = String.join(" ", java.util.Arrays.copyOfRange(fields, 6, dash));
        values.put(prefix + ".propagation", propagation.isEmpty() ? "private" : propagation.replaceAll("[0-9]+", "N"));
        String kind = fields[dash + 1];
        if (kind.equals("tmpfs") || kind.equals("devpts") || kind.equals("proc") || kind.equals("sysfs")) {
            values.put(prefix + ".system", fields[dash + 3]);
        }
    }

    private void limit(String line) {
        if (!line.startsWith("Limit")) {
            String name = line.substring(0, 26).strip();
            values.put(
                    "limit." + name.replace(' ', '-'),
                    line.substring(26).strip().replaceAll("\\s+", " "));
        }
    }

    private void namespace(String[] pair) throws Exception {
        String name = pair[0].substring("/proc/self/ns/".length());
        String host = Files.readSymbolicLink(Path.of("/proc/self/ns", name)).toString();
        values.put("ns." + name, host.equals(pair[1]) ? "host" : "own");
    }

    private void descriptor(String[] pair) {
        values.put("fd." + pair[0], pair[1].replaceAll("\\[[0-9]+\\]", ""));
    }
}
