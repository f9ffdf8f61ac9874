package dev.jbuild.core.step;

import dev.jbuild.core.context.SourceTree;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.Sandbox;
import dev.jbuild.core.source.GitSource;
import dev.jbuild.core.source.HttpSource;
import dev.jbuild.core.source.ImageSource;
import dev.jbuild.core.source.SecretSource;
import dev.jbuild.core.source.SshAgents;
import dev.jbuild.core.store.BuildStore;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the steps of one build work with.
 *
 * @param directories where directory forms and uppers are read and written
 * @param sandbox asked when the first RUN must be executed, and not before
 * @param contexts the build contexts by name, "" for the main one
 * @param limits of every RUN
 * @param work runs what hashes, packs and unpacks
 * @param failedSteps sees commands that failed
 */
public record StepTools(
        BuildStore store,
        RootDirectories directories,
        Supplier<Sandbox> sandbox,
        Sources sources,
        Function<String, SourceTree> contexts,
        ProcessSpec.Limits limits,
        Executor work,
        Clock clock,
        FailedSteps failedSteps) {

    /** Where nobody looks at what failed. */
    public StepTools(
            BuildStore store,
            RootDirectories directories,
            Supplier<Sandbox> sandbox,
            Sources sources,
            Function<String, SourceTree> contexts,
            ProcessSpec.Limits limits,
            Executor work,
            Clock clock) {
        this(store, directories, sandbox, sources, contexts, limits, work, clock, FailedSteps.UNSEEN);
    }

    /** Where content comes from that no context has. */
    public record Sources(
            ImageSource images, HttpSource http, GitSource git, SecretSource secrets, SshAgents sshAgents) {}
}
