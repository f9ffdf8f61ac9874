package dev.jbuild.cli.command;

import dev.jbuild.cache.DirectoryStore;
import dev.jbuild.cache.collect.Collector;
import dev.jbuild.cache.collect.PruneRequest;
import dev.jbuild.cache.collect.StoreCheck;
import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Reexecution;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.progress.Humane;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.store.BuildStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code jbuild cache du|prune|check}: how large the store is, how to make it smaller, whether it is whole. */
public final class CacheCommand implements Command {
    private static final int FOUND = 1;

    @Override
    public CommandSpec spec() {
        return Options.of(
                        "Looks after the store: du says what it has, prune makes it smaller, check finds damage;"
                                + " mounts looks after what RUN --mount=type=cache keeps.",
                        "mounts ls; mounts export NAME FILE|-; mounts import NAME FILE|-; mounts rm NAME…",
                        "What an image names or a running build uses never goes.")
                .value("AGE", "prune: what was not used for so long: 30m, 48h, 7d", "--unused-for")
                .value("SIZE", "prune: down to this size of the store: 500MB, 10GB", "--max-size")
                .flag("check: remove what is damaged, so that it is made or fetched again", "--repair")
                .value("FORMAT", "mounts ls: json", "--format")
                .flag("mounts rm: all that nobody uses", "--all")
                .value("MODE", "mounts: of the cache, where its RUN says mode=", "--mode")
                .value("ID", "mounts: of the cache, where its RUN says uid=", "--uid")
                .value("ID", "mounts: of the cache, where its RUN says gid=", "--gid")
                .parameter(0, "du|prune|check|mounts", "what to do")
                .parameters(1, "0..*", "ARG", "what mounts takes")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        String what = Options.parameter(options, 0);
        Wiring wiring = Wiring.of(console);
        List<String> words = Options.parameters(options, 1);
        if (what.equals("mounts")) {
            return new CacheMountsCommand(options, console, wiring).run(words);
        }
        if (!words.isEmpty()) {
            throw BuildException.of(ErrorCode.USAGE, "got \"" + words.get(0) + "\" behind " + what + ", want nothing");
        }
        PruneRequest request = request(options); // what is wrong with it shows before anything is begun
        if (what.equals("prune") && Reexecution.needed()) {
            try (BuildStore store = wiring.openStore()) {
                return Reexecution.run(store, wiring.storeRoot(), console);
            }
        }
        if (what.equals("du") && Reexecution.needed()) { // who cannot look into directories of others from outside
            try (BuildStore store = wiring.openStore()) {
                OptionalInt inside = Reexecution.runIfAllowed(store, wiring.storeRoot(), console);
                if (inside.isPresent()) {
                    return inside.getAsInt();
                }
            }
        }
        try (DirectoryStore store = DirectoryStore.open(wiring.storeRoot())) {
            return switch (what) {
                case "du" -> usage(store, console);
                case "prune" -> prune(store, request, console);
                case "check" -> check(store, options, wiring, console);
                default ->
                    throw BuildException.of(ErrorCode.USAGE, "got \"" + what + "\", want du, prune, check or mounts");
            };
        }
    }

    private static int usage(DirectoryStore store, Console console) throws IOException {
        Table table = new Table("KIND", "COUNT", "SIZE", "RECLAIMABLE");
        long size = 0;
        long reclaimable = 0;
        for (Collector.Usage usage : store.collector().usage()) {
            size += usage.sizeBytes();
            reclaimable += usage.reclaimableBytes();
            table.add(
                    usage.kind().plural(),
                    Integer.toString(usage.objects()),
                    Humane.size(usage.sizeBytes()),
                    Humane.size(usage.reclaimableBytes()));
        }
        table.add("total", "", Humane.size(size), Humane.size(reclaimable));
        table.print(console.out());
        return 0;
    }

    private static int prune(DirectoryStore store, PruneRequest request, Console console) throws IOException {
        Collector.Collected collected = store.collector()
                .prune(request, holder -> console.err().println("waiting for process " + holder.pid()));
        console.out()
                .println("removed " + Humane.count(collected.objects(), "object") + ", "
                        + Humane.size(collected.sizeBytes()));
        return 0;
    }

    private static PruneRequest request(ParseResult options) {
        Optional<String> age = Options.text(options, "--unused-for");
        Optional<String> size = Options.text(options, "--max-size");
        if (age.isPresent() && size.isPresent()) {
            throw BuildException.of(ErrorCode.USAGE, "got --unused-for and --max-size, want one of them");
        }
        if (age.isPresent()) {
            return new PruneRequest.UnusedFor(age(age.get()));
        }
        return size.isPresent()
                ? new PruneRequest.DownTo(Sizes.parse("--max-size", size.get()))
                : new PruneRequest.Everything();
    }

    private static Duration age(String text) {
        try {
            String unit = text.substring(text.length() - 1);
            long count = Long.parseLong(text.substring(0, text.length() - 1));
            return switch (unit) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                case "d" -> Duration.ofDays(count);
                default -> throw BuildOptions.wrong("--unused-for", text, "a number with s, m, h or d");
            };
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw BuildOptions.wrong("--unused-for", text, "a number with s, m, h or d");
        }
    }

    private static int check(DirectoryStore store, ParseResult options, Wiring wiring, Console console)
            throws IOException {
        StoreCheck.Repair repair =
                Options.isSet(options, "--repair") ? StoreCheck.Repair.REMOVE : StoreCheck.Repair.REPORT;
        List<StoreCheck.Problem> problems = store.check(wiring.directories(), repair);
        for (StoreCheck.Problem problem : problems) {
            console.out().println(problem.path() + ": " + problem.what());
        }
        console.out().println(problems.isEmpty() ? "everything is whole" : Humane.count(problems.size(), "problem"));
        return problems.isEmpty() || repair == StoreCheck.Repair.REMOVE ? 0 : FOUND;
    }
}
