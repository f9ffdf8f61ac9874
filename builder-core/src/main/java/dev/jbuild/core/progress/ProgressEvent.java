package dev.jbuild.core.progress;

import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.VertexId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * What happens in a build, as it happens. Every Started is followed by exactly one Completed of the same activity. Activities are
 * the plan's vertices and, with ids after them, what comes around them (loading a context, exporting).
 */
public sealed interface ProgressEvent {

    Instant time();

    /** The plan, before any step; vertices that turn out not to be needed never start. */
    record PlanKnown(Instant time, BuildPlan plan) implements ProgressEvent {}

    /** Something begins. */
    record Started(Instant time, VertexId activity, String name) implements ProgressEvent {}

    /** Why a step was not cached, in one line. */
    record MissExplained(Instant time, VertexId activity, String reason, List<String> details)
            implements ProgressEvent {}

    /** Something waits for what is named here, a lock of another process say. */
    record Waiting(Instant time, VertexId activity, String what) implements ProgressEvent {}

    /** Output of a command. What is in the buffer is the receiver's until it returns; who keeps it makes a copy. */
    record Output(Instant time, VertexId activity, Stream stream, ByteBuffer bytes) implements ProgressEvent {}

    /** Bytes moved so far; {@link #UNKNOWN_TOTAL} when the end is not known. */
    record Transferred(Instant time, VertexId activity, String what, long doneBytes, long totalBytes)
            implements ProgressEvent {}

    /** Something that the user should know and that fails nothing. */
    record Warning(Instant time, VertexId activity, String message) implements ProgressEvent {}

    /** Something ended. */
    record Completed(Instant time, VertexId activity, Outcome outcome, String summary) implements ProgressEvent {}

    /** No total. */
    long UNKNOWN_TOTAL = -1;

    /** Which of a command's two. */
    enum Stream {
        STDOUT,
        STDERR
    }

    /** How something ended. */
    enum Outcome {
        CACHED,
        DONE,
        FAILED,
        CANCELLED
    }
}
