package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.FrameReader;
import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.cache.lock.Leases;
import dev.jbuild.core.store.BuildLogs;
import dev.jbuild.core.store.StepState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The output of builds: a directory for each, with a summary and a file for each step. Thread-safe. */
public final class DirectoryBuildLogs implements BuildLogs {
    private static final int MAGIC = 'J' << 24 | 'L' << 16 | 'S' << 8 | 1; // the last byte is the version
    private static final String SUMMARY = "summary";
    private static final String STEP_SUFFIX = ".log";
    private static final String RUNNING = "running";
    private static final String CANCELLED = "cancelled";

    private final BuildSpace space;
    private final Leases leases;

    public DirectoryBuildLogs(BuildSpace space, Leases leases) {
        this.space = space;
        this.leases = leases;
    }

    @Override
    public void begin(BuildSummary build) throws IOException {
        try (NewFile file = NewFile.at(space.disk(), directory(build.build()).resolve(SUMMARY + ".new"))) {
            FrameWriter frame = new FrameWriter(file.out(), MAGIC);
            frame.text(build.build());
            frame.instant(build.started());
            frame.text(build.context());
            frame.text(build.dockerfile());
            frame.u32(build.tags().size());
            for (String tag : build.tags()) {
                frame.text(tag);
            }
            frame.text(build.outcome());
            frame.end();
            file.moveTo(directory(build.build()).resolve(SUMMARY));
        }
    }

    @Override
    public OutputStream append(String build, int step) throws IOException {
        Path file = directory(build).resolve(step + STEP_SUFFIX);
        try {
            return space.disk().append(file);
        } catch (NoSuchFileException e) {
            space.disk().makeDirectories(file.getParent());
            return space.disk().append(file);
        }
    }

    @Override
    public void end(String build, String outcome) throws IOException {
        BuildSummary begun = read(directory(build)).orElseThrow(() -> new NoSuchFileException("the log of " + build));
        begin(withOutcome(begun, outcome));
    }

    @Override
    public List<BuildSummary> list() throws IOException {
        List<BuildSummary> builds = new ArrayList<>();
        for (Path directory : space.disk().list(space.paths().logs())) {
            read(directory).map(this::asItIsNow).ifPresent(builds::add);
        }
        builds.sort(Comparator.comparing(BuildSummary::started).reversed().thenComparing(BuildSummary::build));
        return builds;
    }

    @Override
    public Optional<BuildSummary> find(String prefix) throws IOException {
        List<BuildSummary> matches =
                list().stream().filter(b -> b.build().startsWith(prefix)).toList();
        return matches.size() == 1 ? Optional.of(matches.get(0)) : Optional.empty();
    }

    @Override
    public List<Integer> steps(String build) throws IOException {
        List<Integer> steps = new ArrayList<>();
        for (Path file : space.disk().list(directory(build))) {
            String name = file.getFileName().toString();
            if (name.endsWith(STEP_SUFFIX)) {
                steps.add(Integer.valueOf(name.substring(0, name.length() - STEP_SUFFIX.length())));
            }
        }
        steps.sort(null);
        return steps;
    }

    @Override
    public InputStream open(String build, int step) throws IOException {
        return space.disk().open(directory(build).resolve(step + STEP_SUFFIX));
    }

    @Override
    public void putStates(String build, List<StepState> states) throws IOException {
        new StepStateFile(space.disk(), directory(build)).write(states);
    }

    @Override
    public List<StepState> states(String build) throws IOException {
        return new StepStateFile(space.disk(), directory(build)).read();
    }

    private Path directory(String build) {
        Path directory = space.paths().logs().resolve(build);
        if (!directory.getParent().equals(space.paths().logs()) || build.startsWith(".")) {
            throw new IllegalArgumentException("got build \"" + build + "\", want an id");
        }
        return directory;
    }

    private Optional<BuildSummary> read(Path directory) throws IOException {
        Path file = directory.resolve(SUMMARY);
        Optional<BasicFileAttributes> attributes = space.disk().stat(file);
        if (attributes.isEmpty()) {
            return Optional.empty();
        }
        try (FrameReader frame = new FrameReader(
                space.disk().open(file), "a summary", attributes.get().size(), MAGIC)) {
            String build = frame.text();
            Instant started = frame.instant();
            String context = frame.text();
            String dockerfile = frame.text();
            List<String> tags = new ArrayList<>();
            for (int left = frame.count(4); left > 0; left--) {
                tags.add(frame.text());
            }
            BuildSummary summary = new BuildSummary(build, started, context, dockerfile, tags, frame.text());
            frame.end();
            return Optional.of(summary);
        } catch (DamagedFileException | NoSuchFileException e) {
            return Optional.empty(); // the steps' output is still there, by the build's whole id
        }
    }

    /** A build that was killed says that it runs; its lease knows better. */
    private BuildSummary asItIsNow(BuildSummary build) {
        return build.outcome().equals(RUNNING) && !leases.isLive(build.build()) ? withOutcome(build, CANCELLED) : build;
    }

    private static BuildSummary withOutcome(BuildSummary b, String outcome) {
        return new BuildSummary(b.build(), b.started(), b.context(), b.dockerfile(), b.tags(), outcome);
    }
}
