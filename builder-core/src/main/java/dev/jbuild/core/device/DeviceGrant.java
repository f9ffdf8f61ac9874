package dev.jbuild.core.device;

import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.ProcessSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a command gets with a device.
 *
 * @param env {@code NAME=value}
 */
public record DeviceGrant(List<ProcessSpec.Device> nodes, List<String> env, List<Mount> mounts) {
    /** Nothing. */
    public static final DeviceGrant NONE = new DeviceGrant(List.of(), List.of(), List.of());

    public DeviceGrant {
        nodes = List.copyOf(nodes);
        env = List.copyOf(env);
        mounts = List.copyOf(mounts);
    }

    /** A node of the host alone. */
    static DeviceGrant of(ProcessSpec.Device node) {
        return new DeviceGrant(List.of(node), List.of(), List.of());
    }

    /** This, and then the other; what both give is given once. */
    public DeviceGrant and(DeviceGrant other) {
        return new DeviceGrant(both(nodes, other.nodes), both(env, other.env), both(mounts, other.mounts));
    }

    /** These variables, and the device's instead of those of the same names. */
    public List<String> over(List<String> variables) {
        Set<String> given = env.stream().map(DeviceGrant::name).collect(Collectors.toSet());
        List<String> all = new ArrayList<>(variables);
        all.removeIf(variable -> given.contains(name(variable)));
        all.addAll(env);
        return all;
    }

    private static String name(String variable) {
        return variable.substring(0, variable.indexOf('='));
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        List<T> all = new ArrayList<>(one);
        other.stream().filter(item -> !all.contains(item)).forEach(all::add);
        return all;
    }
}
