package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Runner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Signals from outside to the command of a sandbox. It is the first process of its namespace, to which the kernel delivers only what it
 * handles; so what it does not handle is told to the caller instead, who ends it as the signal would have. Thread-safe.
 */
final class SignalDelivery {
    private static final Set<Integer> HARMLESS =
            Set.of(17, 18, 23, 28); // CHLD, CONT, URG, WINCH: without effect by default
    private static final Set<Integer> STOPPING = Set.of(19, 20, 21, 22); // nothing stops a first process
    private static final List<String> TAKEN = List.of("SigCgt", "SigIgn");
    private static final int KILL = 9;

    private final Runner runner;
    private final ProcessHandle outer;
    private final Place place;

    SignalDelivery(Runner runner, ProcessHandle outer, Place place) {
        this.runner = runner;
        this.outer = outer;
        this.place = place;
    }

    /**
     * Where the command is.
     *
     * @param levels how many namespaces of processes lie between the outer process and the command
     * @param init what the first process of the innermost one is
     */
    record Place(int levels, ProcessSpec.Init init) {}

    /** Delivers a signal; false when the command does not handle it and must be ended. */
    boolean deliver(int signal) throws IOException {
        Optional<Map<String, String>> command = command();
        if (command.isEmpty()) {
            return !outer.isAlive(); // it has ended, or has not begun yet
        }
        boolean effective = !HARMLESS.contains(signal) && !STOPPING.contains(signal);
        boolean asked = place.init == ProcessSpec.Init.COMMAND && effective; // a reaper hands on whatever comes
        if (signal == KILL || asked && !takes(command.get(), signal)) {
            return false;
        }
        long pid = Long.parseLong(command.get().get("Pid"));
        runner.signal(pid, signal);
        return true;
    }

    private static boolean takes(Map<String, String> status, int signal) {
        return TAKEN.stream()
                .map(name -> Long.parseUnsignedLong(status.getOrDefault(name, "0"), 16))
                .anyMatch(set -> (set >>> (signal - 1) & 1) != 0);
    }

    /** The status of the first process of the command's namespace; relays and network helpers are in none of their own. */
    private Optional<Map<String, String>> command() throws IOException {
        int depth = ids(status(outer.pid())).length;
        for (ProcessHandle process : outer.descendants().toList()) {
            Map<String, String> status = status(process.pid());
            String[] ids = ids(status);
            if (ids.length == depth + place.levels && ids[ids.length - 1].equals("1")) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    private static String[] ids(Map<String, String> status) {
        return status.getOrDefault("NSpid", "").split("\\s+");
    }

    /** The lines of /proc/PID/status by their names; empty when the process is no more. */
    private static Map<String, String> status(long pid) throws IOException {
        byte[] bytes =
                OwnFiles.read(Path.of("/proc", Long.toString(pid), "status")).orElse(new byte[0]);
        Map<String, String> fields = new TreeMap<>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return fields;
    }
}
