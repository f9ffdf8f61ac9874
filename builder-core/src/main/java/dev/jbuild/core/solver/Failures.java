package dev.jbuild.core.solver;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.IoFailures;
import dev.jbuild.core.plan.Vertex;
import java.io.IOException;
import java.util.concurrent.CancellationException;

/** Gives failures of steps their meaning for the user. */
final class Failures {
    private Failures() {}

    /** The same with the place of the vertex, where the failure has none of its own. */
    static Throwable of(Vertex vertex, Throwable failure, SolveRequest request) {
        Throwable meaning = of(vertex, failure);
        return meaning instanceof BuildException known
                ? request.places().apply(vertex).map(known::at).orElse(known)
                : meaning;
    }

    /** What a vertex's failure is called; anything that is no BuildException and no IOException is a bug and stays as it is. */
    static Throwable of(Vertex vertex, Throwable failure) {
        Throwable cause = Stages.cause(failure);
        if (cause instanceof CancellationException) {
            return BuildException.of(ErrorCode.INTERRUPTED, "the build was cancelled");
        }
        if (!(cause instanceof IOException io)) {
            return cause;
        }
        return IoFailures.meaning(vertex.label().toString(), io);
    }
}
