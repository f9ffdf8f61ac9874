package dev.jbuild.exec.doctor;

import dev.jbuild.exec.emulation.Emulators;
import dev.jbuild.exec.host.HostProgram;
import dev.jbuild.exec.host.NetworkHelper;
import dev.jbuild.exec.host.OwnFiles;
import dev.jbuild.exec.program.Runner;
import dev.jbuild.exec.rootless.Rootless;
import dev.jbuild.exec.rootless.UserIds;
import dev.jbuild.exec.sandbox.KernelFeatures.RootFsKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Examines the machine. Nothing is changed: what is tried is tried by short programs in namespaces of their own, and the scratch
 * directory is the caller's, on the store's file system.
 */
public final class Doctor {
    private final Runner runner;
    private final Path scratch;
    private final Choices choices;

    /**
     * What the user has chosen for commands.
     *
     * @param runtime native, or the name or path of an OCI runtime
     * @param network host, none or private
     * @param environment the other choices
     */
    public record Choices(String runtime, String network, Map<String, String> environment) {
        public Choices {
            environment = Map.copyOf(environment);
        }
    }

    public Doctor(Runner runner, Path scratch, Choices choices) {
        this.runner = runner;
        this.scratch = scratch;
        this.choices = choices;
    }

    /** All findings, in the order in which they are shown. */
    public List<Finding> examine() throws IOException {
        UserIds user = UserIds.current();
        Trials trials = new Trials(runner, scratch, user);
        Map<Namespace, Boolean> namespaces = new EnumMap<>(Namespace.class);
        for (Namespace namespace : Namespace.values()) {
            namespaces.put(namespace, trials.unshares(namespace));
        }
        boolean mayRun = namespaces.get(Namespace.MOUNT) && namespaces.get(Namespace.PID);
        RootFsKind rootFs = mayRun ? trials.rootFs() : RootFsKind.COPY;
        List<Finding> findings = new ArrayList<>();
        findings.add(user(user));
        findings.add(namespaces(namespaces));
        findings.add(overlay(rootFs, user.uid() == 0));
        findings.add(Cgroups.finding());
        findings.add(network());
        findings.add(runtimes());
        findings.add(EmulationFinding.of(
                Emulators.of(runner, Optional.ofNullable(choices.environment().get(Emulators.VARIABLE)))
                        .ways(),
                trials.mountsBinaryFormats()));
        findings.add(new UseFinding(choices, user).of(mayRun, rootFs));
        return findings;
    }

    private static Finding user(UserIds user) {
        String who = user.name() + " (" + user.uid() + ")";
        if (user.uid() == 0) {
            return Finding.good("user", who);
        }
        if (user.subordinateIds() == 0) {
            return new Finding(
                    "user", Finding.State.LIMITED, who + ", no sub-uids and sub-gids", Rootless.HOW_TO_GET_IDS);
        }
        String ids = "%s, %,d sub-uids and sub-gids".formatted(who, user.subordinateIds());
        boolean tools = OwnFiles.program("newuidmap").isPresent()
                && OwnFiles.program("newgidmap").isPresent();
        return tools
                ? Finding.good("user", ids)
                : new Finding("user", Finding.State.LIMITED, ids + ", but no newuidmap", "install the package uidmap");
    }

    private static Finding namespaces(Map<Namespace, Boolean> allowed) {
        List<String> refused = allowed.entrySet().stream()
                .filter(entry -> !entry.getValue())
                .map(entry -> entry.getKey().id())
                .toList();
        if (refused.isEmpty()) {
            String all = String.join(
                    ", ", allowed.keySet().stream().map(Namespace::id).toList());
            return Finding.good("namespaces", all + ": all allowed");
        }
        return new Finding(
                "namespaces",
                Finding.State.MISSING,
                "refused: " + String.join(", ", refused),
                "set the sysctls user.max_user_namespaces and kernel.unprivileged_userns_clone, and"
                        + " kernel.apparmor_restrict_unprivileged_userns to 0; in a container, start it with more"
                        + " privileges");
    }

    private static Finding overlay(RootFsKind rootFs, boolean root) {
        String where = root ? "" : ", in a user namespace";
        String not = rootFs == RootFsKind.OVERLAY_IN_MEMORY ? "not in the store, but in memory" : "no";
        return rootFs == RootFsKind.OVERLAY
                ? Finding.good("overlay", "yes" + where)
                : new Finding(
                        "overlay",
                        Finding.State.LIMITED,
                        not + where,
                        "put the store on ext4, xfs, btrfs or tmpfs: set JBUILD_ROOT; without root Linux 5.11 is"
                                + " needed");
    }

    private Finding network() throws IOException {
        Optional<NetworkHelper> helper = NetworkHelper.find(choices.environment());
        if (helper.isEmpty()) {
            return new Finding(
                    "network",
                    Finding.State.LIMITED,
                    "host, none",
                    "install slirp4netns, or passt, for --network=private");
        }
        String name = helper.get().kind().command();
        // Some versions of pasta tell no version.
        String shown = version(name).filter(found -> !found.contains("unknown")).orElse(name);
        return OwnFiles.isWritable(Path.of("/dev/net/tun"))
                ? Finding.good("network", "host, none; private through " + shown)
                : new Finding(
                        "network",
                        Finding.State.LIMITED,
                        "host, none; not private: " + shown + " cannot open /dev/net/tun",
                        "chmod 666 /dev/net/tun, as it usually is, or run jbuild as root");
    }

    private static Finding runtimes() throws IOException {
        List<String> found = new ArrayList<>(List.of("native"));
        for (String runtime : List.of("crun", "runc")) {
            version(runtime).ifPresent(found::add);
        }
        return Finding.good("runtimes", String.join("; ", found));
    }

    /** The name and version of a program, as {@code --version} begins. */
    private static Optional<String> version(String name) throws IOException {
        Optional<Path> program = OwnFiles.program(name);
        if (program.isEmpty()) {
            return Optional.empty();
        }
        HostProgram.Ended ended = HostProgram.run(program.get(), List.of("--version"));
        String number = ended.output()
                .lines()
                .findFirst()
                .map(line -> line.replaceFirst("(?i)^" + name + "( version)? *", ""))
                .orElse("");
        return Optional.of((name + " " + number).strip());
    }
}
