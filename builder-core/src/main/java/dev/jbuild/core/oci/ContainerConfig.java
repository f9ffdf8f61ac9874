package dev.jbuild.core.oci;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The execution part of an image's config: what a container of it runs, and how.
 *
 * @param env {@code NAME=value} in order, each name once
 * @param entrypoint null when not set (an empty list is Docker's "cleared")
 * @param cmd null when not set
 * @param shell empty when the default {@code /bin/sh -c} holds
 * @param healthcheck null when not set
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#properties">image-spec, config</a>
 */
public record ContainerConfig(
        String user,
        SortedSet<String> exposedPorts,
        List<String> env,
        @Nullable List<String> entrypoint,
        @Nullable List<String> cmd,
        SortedSet<String> volumes,
        String workingDir,
        SortedMap<String, String> labels,
        String stopSignal,
        List<String> shell,
        List<String> onBuild,
        @Nullable Healthcheck healthcheck) {

    /** Nothing set. */
    public static final ContainerConfig EMPTY = builder().build();

    public ContainerConfig {
        exposedPorts = Collections.unmodifiableSortedSet(new TreeSet<>(exposedPorts));
        env = List.copyOf(env);
        entrypoint = entrypoint == null ? null : List.copyOf(entrypoint);
        cmd = cmd == null ? null : List.copyOf(cmd);
        volumes = Collections.unmodifiableSortedSet(new TreeSet<>(volumes));
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        shell = List.copyOf(shell);
        onBuild = List.copyOf(onBuild);
    }

    public Optional<List<String>> entrypointIfAny() {
        return Optional.ofNullable(entrypoint);
    }

    public Optional<List<String>> cmdIfAny() {
        return Optional.ofNullable(cmd);
    }

    public Optional<Healthcheck> healthcheckIfAny() {
        return Optional.ofNullable(healthcheck);
    }

    /** The value of a variable in {@link #env}. */
    public Optional<String> envValue(String name) {
        return envValue(env, name);
    }

    private static Optional<String> envValue(List<String> env, String name) {
        String prefix = name + "=";
        for (int i = env.size() - 1; i >= 0; i--) {
            if (env.get(i).startsWith(prefix)) {
                return Optional.of(env.get(i).substring(prefix.length()));
            }
        }
        return Optional.empty();
    }

    public static Builder builder() {
        return new Builder();
    }

    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects the fields; used by one thread. */
    public static final class Builder {
        public String user = "";
        public SortedSet<String> exposedPorts = new TreeSet<>();
        public List<String> env = new ArrayList<>();
        public @Nullable List<String> entrypoint;
        public @Nullable List<String> cmd;
        public SortedSet<String> volumes = new TreeSet<>();
        public String workingDir = "";
        public SortedMap<String, String> labels = new TreeMap<>();
        public String stopSignal = "";
        public List<String> shell = List.of();
        public List<String> onBuild = new ArrayList<>();
        public @Nullable Healthcheck healthcheck;

        private final Map<String, Integer> places = new HashMap<>();
        private int placed;

        private Builder() {}

        private Builder(ContainerConfig from) {
            user = from.user;
            exposedPorts.addAll(from.exposedPorts);
            env.addAll(from.env);
            entrypoint = from.entrypoint;
            cmd = from.cmd;
            volumes.addAll(from.volumes);
            workingDir = from.workingDir;
            labels.putAll(from.labels);
            stopSignal = from.stopSignal;
            shell = from.shell;
            onBuild.addAll(from.onBuild);
            healthcheck = from.healthcheck;
        }

        /** Another one with the same fields so far. */
        public Builder copy() {
            Builder copy = new Builder();
            copy.user = user;
            copy.exposedPorts.addAll(exposedPorts);
            copy.env.addAll(env);
            copy.entrypoint = entrypoint;
            copy.cmd = cmd;
            copy.volumes.addAll(volumes);
            copy.workingDir = workingDir;
            copy.labels.putAll(labels);
            copy.stopSignal = stopSignal;
            copy.shell = shell;
            copy.onBuild.addAll(onBuild);
            copy.healthcheck = healthcheck;
            return copy;
        }

        /** The value of a variable in {@link #env}. */
        public Optional<String> envValue(String name) {
            return ContainerConfig.envValue(env, name);
        }

        /** Sets a variable: in its place when it is there, else at the end. */
        public Builder putEnv(String name, String value) {
            String variable = name + "=" + value;
            Integer place = places().get(name);
            if (place == null) {
                env.add(variable);
            } else {
                env.set(place, variable);
            }
            return this;
        }

        /** The first place of each name in {@link #env}, which only grows; a file may set thousands of variables one after the other. */
        private Map<String, Integer> places() {
            for (; placed < env.size(); placed++) {
                int equals = env.get(placed).indexOf('=');
                if (equals >= 0) {
                    places.putIfAbsent(env.get(placed).substring(0, equals), placed);
                }
            }
            return places;
        }

        public Builder putLabels(Map<String, String> more) {
            labels.putAll(more);
            return this;
        }

        public ContainerConfig build() {
            return new ContainerConfig(
                    user,
                    exposedPorts,
                    env,
                    entrypoint,
                    cmd,
                    volumes,
                    workingDir,
                    labels,
                    stopSignal,
                    shell,
                    onBuild,
                    healthcheck);
        }
    }
}
