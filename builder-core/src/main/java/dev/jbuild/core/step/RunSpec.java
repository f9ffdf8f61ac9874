package dev.jbuild.core.step;

import dev.jbuild.core.device.DeviceGrant;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.RootFs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Says to the sandbox what a RUN says to us. Used by one thread. */
final class RunSpec {
    private static final String HOSTNAME = "jbuild";

    private final Op.Run op;
    private final RunUser user;
    private final ProcessSpec.Limits limits;
    private final DeviceGrant devices;

    RunSpec(Op.Run op, RunUser user, ProcessSpec.Limits limits, DeviceGrant devices) {
        this.op = op;
        this.user = user;
        this.limits = limits;
        this.devices = devices;
    }

    /** @param extraEnv what mounts bring, and no key has */
    ProcessSpec spec(RootFs rootFs, List<Mount> mounts, Map<String, String> extraEnv) {
        return new ProcessSpec(
                rootFs,
                op.args(),
                env(extraEnv),
                op.workingDir(),
                user.identity(),
                op.surroundings().hostname().isEmpty()
                        ? HOSTNAME
                        : op.surroundings().hostname(),
                hosts(),
                network(),
                op.security() == Op.Run.Security.INSECURE
                        ? ProcessSpec.Privileges.INSECURE
                        : ProcessSpec.Privileges.DEFAULT,
                limits(),
                all(mounts),
                new ProcessSpec.Adjustments(
                        Set.of(),
                        Set.of(),
                        devices.nodes(),
                        ProcessSpec.RootAccess.WRITABLE,
                        ProcessSpec.Init.COMMAND));
    }

    private List<Mount> all(List<Mount> mounts) {
        List<Mount> all = new ArrayList<>(devices.mounts());
        all.addAll(mounts);
        return all;
    }

    private ProcessSpec.Network network() {
        return switch (op.network()) {
            case NONE -> ProcessSpec.Network.NONE;
            case PRIVATE -> ProcessSpec.Network.PRIVATE;
            case DEFAULT, HOST -> ProcessSpec.Network.HOST;
        };
    }

    /** Those of the plan over those of the machine, which no key has. */
    private ProcessSpec.Limits limits() {
        Op.Run.Limits planned = op.surroundings().limits();
        return new ProcessSpec.Limits(
                limits.memoryBytes(),
                limits.nanoCpus(),
                limits.pids(),
                planned.shmBytes() > 0 ? planned.shmBytes() : limits.shmBytes(),
                planned.ulimits().isEmpty() ? limits.ulimits() : planned.ulimits());
    }

    /** The op's variables over proxies and the user's home, those of devices and mounts over all. */
    private List<String> env(Map<String, String> extraEnv) {
        Map<String, String> env = new TreeMap<>(op.proxyEnv());
        env.put("HOME", user.home());
        env.putAll(op.env());
        devices.env().forEach(variable -> {
            int equals = variable.indexOf('=');
            env.put(variable.substring(0, equals), variable.substring(equals + 1));
        });
        env.putAll(extraEnv);
        List<String> list = new ArrayList<>();
        env.forEach((name, value) -> list.add(name + "=" + value));
        return list;
    }

    private List<ProcessSpec.HostEntry> hosts() {
        List<ProcessSpec.HostEntry> hosts = new ArrayList<>();
        for (Op.Run.ExtraHost host : op.surroundings().extraHosts()) {
            hosts.add(new ProcessSpec.HostEntry(host.name(), host.address()));
        }
        return hosts;
    }
}
