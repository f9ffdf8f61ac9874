package dev.jbuild.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Options that other builders have and that there are none of here, each with what to do instead. Looked at when one is not known. */
final class OptionsElsewhere {
    private static final String LIMITS =
            "say --memory, --cpus and --pids-limit, which is how a command is limited here";
    private static final Set<String> OF_LIMITS = Set.of(
            "--cgroup-parent",
            "--cpu-period",
            "--cpu-quota",
            "--cpu-shares",
            "--cpuset-cpus",
            "--cpuset-mems",
            "--memory-swap",
            "--resource");
    private static final String OWN = "leave it out: a command has namespaces of its own";
    private static final String GONE = "leave it out: the container is gone when its command ends";
    private static final String PORTS = "leave it out: the host's network is the command's, and so are its ports";
    private static final String STORE = "leave it out: what is cached is in the store, and --store says where that is";

    private static final Map<String, String> OF_BUILDS = Map.ofEntries(
            Map.entry("--builder", "leave it out: this command is the builder"),
            Map.entry("--cache-from", STORE),
            Map.entry("--cache-to", STORE),
            Map.entry("--isolation", OWN),
            Map.entry("--security-opt", "write RUN --security=insecure, and allow it by --allow security.insecure"),
            Map.entry("--squash", "end with a stage FROM scratch that has COPY --from=STAGE / /, which is one layer"));

    private static final Map<String, String> OF_RUNS = Map.ofEntries(
            Map.entry("--cgroupns", OWN),
            Map.entry("--ipc", OWN),
            Map.entry("--pid", OWN),
            Map.entry("--userns", OWN),
            Map.entry("--uts", OWN),
            Map.entry("--label", GONE),
            Map.entry("-l", GONE),
            Map.entry("--restart", GONE),
            Map.entry("--publish", PORTS),
            Map.entry("-p", PORTS),
            Map.entry("--publish-all", PORTS),
            Map.entry("-P", PORTS),
            Map.entry("--expose", PORTS),
            Map.entry("--privileged", "say --security=insecure --allow security.insecure"),
            Map.entry("--security-opt", "say --security=insecure --allow security.insecure, or leave it out"),
            Map.entry("--sig-proxy", "leave it out: signals are always handed on"),
            Map.entry("--attach", "leave it out: output always comes here, and input with -i"),
            Map.entry("-a", "leave it out: output always comes here, and input with -i"),
            Map.entry("--volumes-from", "name the volumes by -v: no container is left whose volumes could be taken"));

    private OptionsElsewhere() {}

    /** What to try instead of the first of these words that is such an option of a command. */
    static Optional<String> hint(String command, List<String> unknown) {
        Map<String, String> elsewhere = switch (command) {
            case "build" -> OF_BUILDS;
            case "run" -> OF_RUNS;
            default -> Map.of();
        };
        for (String word : unknown) {
            String option = word.split("=", 2)[0];
            boolean limits = !elsewhere.isEmpty() && OF_LIMITS.contains(option);
            String hint = limits ? LIMITS : elsewhere.get(option);
            if (hint != null) {
                return Optional.of(hint);
            }
        }
        return Optional.empty();
    }
}
