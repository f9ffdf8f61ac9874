package dev.jbuild.core.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The whole output of every build, step by step, never clipped. Thread-safe. */
public interface BuildLogs {

    /** Remembers what the steps of a build left. */
    void putStates(String build, List<StepState> states) throws IOException;

    /** What {@link #putStates} remembered, by number; empty when nothing is. */
    List<StepState> states(String build) throws IOException;

    /** Begins the log of a build. */
    void begin(BuildSummary build) throws IOException;

    /** The log of one step of this build, to be appended to; the caller closes. */
    OutputStream append(String build, int step) throws IOException;

    /** Marks a build as ended. */
    void end(String build, String outcome) throws IOException;

    /** Newest first. */
    List<BuildSummary> list() throws IOException;

    /** A build by its id or a prefix of it that only one has. */
    Optional<BuildSummary> find(String prefix) throws IOException;

    /** The steps of a build that have output, in order. */
    List<Integer> steps(String build) throws IOException;

    /** The output of a step; the caller closes. */
    InputStream open(String build, int step) throws IOException;

    /** @param outcome "running", "done", "failed" or "cancelled" */
    record BuildSummary(
            String build, Instant started, String context, String dockerfile, List<String> tags, String outcome) {}
}
