package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Remotes;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.context.BuildContext;
import dev.jbuild.core.context.ContextOpener;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.store.BuildStore;

/** {@code jbuild context ls}: what a build would see of a context, and which rule keeps or drops each path. */
public final class ContextCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Options.of(
                        "Lists the files of a build context, with the rule of the ignore file that decides on each.",
                        "Of a directory that is left out with all that is in it only the directory is listed.")
                .value(
                        "FILE",
                        "the Dockerfile, whose own ignore file counts (default: CONTEXT/Dockerfile)",
                        "-f",
                        "--file")
                .value("FORMAT", "text (default) or json", "--format")
                .values("SPEC", "a secret for a private repository: id=ID[,src=FILE|,env=NAME]", "--secret")
                .values("SPEC", "an agent for a repository by SSH: default or ID=SOCKET", "--ssh")
                .parameter(0, "ls", "what to do")
                .parameters(
                        1, "0..1", "CONTEXT", "a directory (default: .), a repository, a URL, or - for standard input")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        String what = Options.parameter(options, 0);
        if (!what.equals("ls")) {
            throw BuildException.of(ErrorCode.USAGE, "got \"" + what + "\", want ls");
        }
        String format = Options.text(options, "--format").orElse("text");
        ContextListing listing = ContextListing.of(format, console.out());
        String context = Options.parameters(options, 1).stream().findFirst().orElse(".");
        Wiring wiring = Wiring.of(console);
        try (BuildStore store = wiring.openStore()) {
            Remotes remotes = wiring.remotes(
                    store,
                    Secrets.parse(Options.texts(options, "--secret"), console),
                    ForwardedAgents.parse(
                            ForwardedAgents.asked(Options.texts(options, "--ssh"), context, console),
                            console,
                            () -> store.layers().scratch("ssh"),
                            wiring.waits()));
            ContextPlaces places = new ContextPlaces(console, store, remotes, ContextPlaces.KeptGit.NO);
            ContextOpener opener = new ContextOpener(wiring.directories(), store, console.in());
            try (BuildContext opened = opener.open(
                    places.main(context),
                    places.dockerfile(Options.text(options, "--file").orElse("")))) {
                listing.print(opened);
            }
        }
        return 0;
    }
}
