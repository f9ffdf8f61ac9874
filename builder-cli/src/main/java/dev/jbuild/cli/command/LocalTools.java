package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.Remotes;
import dev.jbuild.cli.RuntimeChoice;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.source.SecretSource;
import dev.jbuild.core.source.SshAgents;
import dev.jbuild.core.step.StepTools;
import dev.jbuild.core.store.BuildStore;
import java.util.Optional;

/** The tools of steps for what is no build: there is no context, and nothing is fetched. */
record LocalTools(Wiring wiring, BuildStore store, Console console) {

    StepTools with(RuntimeChoice runtime) {
        SecretSource secrets = id -> Optional.empty();
        SshAgents agents = id -> Optional.empty();
        Remotes nothing = wiring.remotes(store, secrets, agents);
        return new StepTools(
                store,
                wiring.directories(),
                wiring.sandboxOf(store, runtime),
                new StepTools.Sources(wiring.images(store), nothing, nothing, secrets, agents),
                name -> {
                    throw new IllegalStateException("outside of a build there is no context");
                },
                ProcessSpec.Limits.NONE,
                wiring.work(),
                console.clock());
    }

    /** As jbuild's own sandbox has it, whatever the settings say. */
    StepTools ofNativeSandbox() {
        return with(RuntimeChoice.of(Optional.of("native"), console));
    }
}
