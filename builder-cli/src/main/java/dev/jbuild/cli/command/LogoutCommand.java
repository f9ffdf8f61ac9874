package dev.jbuild.cli.command;

import dev.jbuild.cache.registry.LoginStore;
import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;

/** {@code jbuild logout}: forgets what login kept. */
public final class LogoutCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of("Forgets the name and password of a registry.")
                .parameters(0, "0..1", "REGISTRY", "host[:port] (default: docker.io)")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        String registry = LoginCommand.registry(Options.parameters(options, 0));
        boolean there = LoginStore.of(console.env()).remove(registry);
        console.out().println(there ? "Removing login credentials for " + registry : "Not logged in to " + registry);
        return 0;
    }
}
