package dev.jbuild.core.frontend;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.plan.BuildPlan;

/**
 * From a Dockerfile to a build plan: the stages that the target needs, their variables put in, one vertex for each instruction that makes a
 * layer. Looks base images up and fetches nothing. Thread-safe.
 */
public final class Frontend {

    private Frontend() {}

    /**
     * Plans the target of a Dockerfile. Warnings go to the request's sink, also when the plan fails.
     *
     * @throws BuildException at the first thing that is wrong; what else is wrong with the file is in its suppressed exceptions
     */
    public static BuildPlan plan(FrontendRequest request) {
        return new FilePlanner(request).plan();
    }
}
