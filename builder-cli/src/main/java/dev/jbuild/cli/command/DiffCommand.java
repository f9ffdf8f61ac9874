package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.core.compare.ImageComparison;
import dev.jbuild.core.image.ImageGraph;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BuildStore;
import java.util.Optional;

/** {@code jbuild diff}: what two images differ in. */
public final class DiffCommand implements Command {
    private static final int FOUND = 1;

    @Override
    public CommandSpec spec() {
        return Options.of(
                        "Says what two images differ in: config, layers, files, bytes.",
                        "Places: registry:NAME, oci:DIRECTORY[:NAME], oci-archive:FILE[:NAME], docker-archive:FILE[:NAME],",
                        "and a bare NAME for the store. Layers are compared by their numbers, their files path by path:",
                        "A added, D removed, M changed in type, mode, owner, mtime, size, content, target, device or xattrs.",
                        "Where one image has more layers, all files are compared. Of indexes, the images of each platform",
                        "are, and attestations. Exit code 0 when nothing differs, 1 when something does.")
                .value("PLATFORM", "of images for several platforms, this one only", "--platform")
                .value("FORMAT", "text (default) or json: one object with all differences", "--format")
                .flag("print nothing; the exit code says it", "-q", "--quiet")
                .registries()
                .parameter(0, "IMAGE", "what it was")
                .parameter(1, "IMAGE", "what it is now")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        Optional<Platform> only = Options.text(options, "--platform").map(text -> Platforms.of(options, console));
        DifferencePrinter printer = printer(options, console);
        Wiring wiring = Wiring.of(console);
        try (BuildStore store = wiring.openStore()) {
            Descriptor before =
                    root(Options.parameter(options, 0), only, store, new Transfer(wiring, console, options));
            Descriptor after = root(Options.parameter(options, 1), only, store, new Transfer(wiring, console, options));
            printer.begin(before.digest(), after.digest());
            int count = new ImageComparison(store.blobs(), store.layers(), printer::print).compare(before, after);
            printer.end(count);
            return count == 0 ? 0 : FOUND;
        }
    }

    private static DifferencePrinter printer(ParseResult options, Console console) {
        String format = Options.text(options, "--format").orElse("text");
        if (!format.equals("text") && !format.equals("json")) {
            throw BuildOptions.wrong("--format", format, "text or json");
        }
        if (Options.isSet(options, "--quiet")) {
            return DifferencePrinter.NONE;
        }
        return format.equals("json")
                ? new DifferencePrinter.Json(console.out())
                : new DifferencePrinter.Text(console.out());
    }

    private record Transfer(Wiring wiring, Console console, ParseResult options) {}

    private static Descriptor root(String text, Optional<Platform> only, BuildStore store, Transfer transfer)
            throws Exception {
        CopySource.Found found =
                ImageLocation.parse(text, transfer.console).match(new CopySource(store, transfer.wiring, only));
        ImageGraph graph = found.graph();
        Transfers.of(true, transfer.console).show("fetching " + text, transfers -> {
            found.bringHere(store, transfer.wiring, transfers);
            return text;
        });
        return graph.root().descriptor();
    }
}
