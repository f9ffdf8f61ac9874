package dev.jbuild.core.frontend;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.grammar.Dockerfile;
import dev.jbuild.grammar.check.Descriptions;
import dev.jbuild.grammar.text.Problem;
import java.util.List;

/**
 * From a Dockerfile to a build plan: the stages that the target needs, their variables put in, one vertex for each instruction that makes a
 * layer. Looks base images up and fetches nothing. Thread-safe.
 */
public final class Frontend {

    private Frontend() {}

    /**
     * Plans the target of a Dockerfile. Warnings go to the request's sink, also when the plan fails; if the file or the user asks for it, a
     * warning is a failure.
     *
     * @throws BuildException at the first thing that is wrong; what else is wrong with the file is in its suppressed exceptions
     */
    public static BuildPlan plan(FrontendRequest request) {
        return new FilePlanner(request, Planning.Purpose.BUILD).plan();
    }

    /**
     * Looks for what is right and yet unwise, in the target and what it needs, or in the whole file if no target is asked for. Images that are
     * not found are passed over.
     *
     * @return warnings, in the order of the file; {@code code} is the name of the rule
     * @throws BuildException as {@link #plan}, for what is wrong with the file
     */
    public static List<Problem> check(FrontendRequest request) {
        return new FilePlanner(request, Planning.Purpose.CHECK).check();
    }

    /**
     * What a user can give to the build of the target.
     *
     * @throws BuildException as {@link #plan}
     */
    public static Outline outline(FrontendRequest request) {
        return new FilePlanner(request, Planning.Purpose.OUTLINE).outline();
    }

    /** The stages of a file that can be built, in its order; nothing is looked up. */
    public static List<Target> targets(Dockerfile dockerfile) {
        List<FileStage> stages = FileStage.of(dockerfile);
        return stages.stream()
                .map(stage -> new Target(
                        stage.from().name(),
                        Descriptions.of(
                                stage.from().name(), stage.from().origin().comments()),
                        stage.index() == stages.size() - 1 ? Target.Choice.DEFAULT : Target.Choice.OTHER,
                        stage.from().image().source(),
                        stage.from().platform().source(),
                        stage.from().span().line()))
                .toList();
    }
}
