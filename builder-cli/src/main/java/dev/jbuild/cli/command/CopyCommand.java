package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import java.util.Optional;

/** {@code jbuild copy}: an image, or an index with all that it names, from one place to another, byte for byte. */
public final class CopyCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of(
                        "Copies an image from one place to another, byte for byte; an index with all its images.",
                        "Places: registry:NAME, oci:DIRECTORY[:NAME], oci-archive:FILE[:NAME], docker-archive:FILE[:NAME],",
                        "and a bare NAME for the store.")
                .value("PLATFORM", "of an image for several platforms, this one only", "--platform")
                .flag("of an image for several platforms, all of them: what is done anyhow", "-a", "--all")
                .flag("print nothing but the digest", "-q", "--quiet")
                .registries()
                .parameter(0, "SRC", "what is copied")
                .parameter(1, "DST", "where to")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        ImageLocation from = ImageLocation.parse(Options.parameter(options, 0), console);
        ImageLocation to = ImageLocation.parse(Options.parameter(options, 1), console);
        Optional<Platform> only = Options.text(options, "--platform").map(text -> Platforms.of(options, console));
        if (only.isPresent() && Options.isSet(options, "--all")) {
            throw BuildException.of(ErrorCode.USAGE, "got both --all and --platform, want one");
        }
        boolean quiet = Options.isSet(options, "--quiet");
        Wiring wiring = Wiring.of(console);
        try (BuildStore store = wiring.openStore()) {
            CopySource.Found source = from.match(new CopySource(store, wiring, only));
            AbsentImages.tell(source.absent(), console);
            CopyDestination destination = new CopyDestination(source, store, wiring, Platforms.of(options, console));
            String name = Transfers.of(quiet, console)
                    .show(
                            "copying " + Options.parameter(options, 0) + " to " + Options.parameter(options, 1),
                            transfers -> to.match(destination.telling(transfers)));
            String digest = source.graph().root().descriptor().digest().toString();
            console.out().println(quiet ? digest : name + "@" + digest);
        }
        return 0;
    }
}
