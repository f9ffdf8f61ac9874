package dev.jbuild.core.step;

import dev.jbuild.core.plan.Op;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.RootFs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says to the sandbox what a RUN says to us. Used by one thread. */
final class RunSpec {
    private static final String HOSTNAME = "jbuild";
    private static final String HOST_GATEWAY = "host-gateway";
    private static final String LOOPBACK = "127.0.0.1"; // the host's own address in its own network

    private final Op.Run op;
    private final RunUser user;
    private final ProcessSpec.Limits limits;

    RunSpec(Op.Run op, RunUser user, ProcessSpec.Limits limits) {
        this.op = op;
        this.user = user;
        this.limits = limits;
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
                op.network() == Op.Run.Network.NONE ? ProcessSpec.Network.NONE : ProcessSpec.Network.HOST,
                op.security() == Op.Run.Security.INSECURE
                        ? ProcessSpec.Privileges.INSECURE
                        : ProcessSpec.Privileges.DEFAULT,
                limits,
                mounts);
    }

    /** The op's variables over proxies and the user's home, those of mounts over all. */
    private List<String> env(Map<String, String> extraEnv) {
        Map<String, String> env = new TreeMap<>(op.proxyEnv());
        env.put("HOME", user.home());
        env.putAll(op.env());
        env.putAll(extraEnv);
        List<String> list = new ArrayList<>();
        env.forEach((name, value) -> list.add(name + "=" + value));
        return list;
    }

    private List<ProcessSpec.HostEntry> hosts() {
        return op.surroundings().extraHosts().stream()
                .map(host -> new ProcessSpec.HostEntry(
                        host.name(), host.address().equals(HOST_GATEWAY) ? LOOPBACK : host.address()))
                .toList();
    }
}
