package dev.jbuild.core.build;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.store.BuildLogs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The log of a build from its beginning to its end, whatever that is. Used by one thread. */
final class LoggedBuild implements AutoCloseable {
    private final BuildLogs logs;
    private final String build;
    private String outcome = "failed";

    private LoggedBuild(BuildLogs logs, String build) {
        this.logs = logs;
        this.build = build;
    }

    static LoggedBuild begin(BuildPorts ports, BuildRequest request) throws IOException {
        BuildLogs logs = ports.store().logs();
        String build = ports.store().lease().build();
        List<String> tags = new ArrayList<>();
        request.tags().forEach(tag -> tags.add(tag.familiar()));
        logs.begin(new BuildLogs.BuildSummary(
                build,
                ports.settings().clock().instant(),
                request.context(),
                request.frontend().dockerfile().source().name(),
                tags,
                "running"));
        return new LoggedBuild(logs, build);
    }

    /** Does the work and sees how it ends. */
    BuildResult watch(Stages.Io<BuildResult> work) throws IOException {
        try {
            BuildResult result = work.get();
            outcome = "done";
            return result;
        } catch (BuildException e) {
            outcome = e.code() == ErrorCode.INTERRUPTED ? "cancelled" : "failed";
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        logs.end(build, outcome);
    }
}
