package dev.jbuild.core.store.fakes;

import dev.jbuild.core.store.BuildLogs;
import dev.jbuild.core.store.StepState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Logs in memory. Thread-safe. */
public final class InMemoryBuildLogs implements BuildLogs {
    private final Map<String, List<StepState>> states = new ConcurrentHashMap<>();

    @Override
    public void putStates(String build, List<StepState> left) {
        states.put(build, List.copyOf(left));
    }

    @Override
    public List<StepState> states(String build) {
        return states.getOrDefault(build, List.of());
    }

    private final List<BuildSummary> builds = new ArrayList<>();
    private final Map<String, Map<Integer, ByteArrayOutputStream>> outputs = new TreeMap<>();

    @Override
    public synchronized void begin(BuildSummary build) {
        builds.add(build);
    }

    @Override
    public synchronized OutputStream append(String build, int step) {
        return outputs.computeIfAbsent(build, key -> new TreeMap<>())
                .computeIfAbsent(step, key -> new ByteArrayOutputStream());
    }

    @Override
    public synchronized void end(String build, String outcome) {
        builds.replaceAll(b -> b.build().equals(build)
                ? new BuildSummary(b.build(), b.started(), b.context(), b.dockerfile(), b.tags(), outcome)
                : b);
    }

    @Override
    public synchronized List<BuildSummary> list() {
        List<BuildSummary> newestFirst = new ArrayList<>(builds);
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    @Override
    public synchronized Optional<BuildSummary> find(String prefix) {
        List<BuildSummary> matches =
                builds.stream().filter(b -> b.build().startsWith(prefix)).toList();
        return matches.size() == 1 ? Optional.of(matches.get(0)) : Optional.empty();
    }

    @Override
    public synchronized List<Integer> steps(String build) {
        return List.copyOf(outputs.getOrDefault(build, Map.of()).keySet());
    }

    @Override
    public synchronized InputStream open(String build, int step) throws NoSuchFileException {
        ByteArrayOutputStream output = outputs.getOrDefault(build, Map.of()).get(step);
        if (output == null) {
            throw new NoSuchFileException(build + " step " + step);
        }
        return new ByteArrayInputStream(output.toByteArray());
    }
}
