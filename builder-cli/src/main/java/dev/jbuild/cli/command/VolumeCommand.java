package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Reexecution;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.progress.Humane;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.NearNames;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.step.NamedVolumes;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheMounts.Description;
import dev.jbuild.core.store.CacheMounts.Listed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/** {@code jbuild volume ls|create|rm|prune}: what containers keep under the names that {@code jbuild run -v NAME:DST} gives. */
public final class VolumeCommand implements Command {
    private static final String DRIVER = "local"; // as Docker calls a directory of this machine

    @Override
    public CommandSpec spec() {
        return Options.of(
                        "Looks after volumes, which jbuild run -v NAME:DST makes and keeps.",
                        "ls; create NAME; rm NAME…; prune",
                        "A volume is no cache: nothing but rm and prune --all takes it away.")
                .flag("ls: names only", "-q", "--quiet")
                .value("FORMAT", "ls: json", "--format")
                .flag(
                        "prune: all that no container uses; else those without a name, which are never kept",
                        "-a",
                        "--all")
                .flag("rm: do not fail for what is not there; prune: as always, nothing is asked", "-f", "--force")
                .parameter(0, "ls|create|rm|prune", "what to do")
                .parameters(1, "0..*", "NAME", "volumes")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        String what = Options.parameter(options, 0);
        List<String> names = Options.parameters(options, 1);
        checkWords(what, names.size());
        names.forEach(name -> VolumeOption.name(name, what));
        Wiring wiring = Wiring.of(console);
        try (BuildStore store = wiring.openStore()) {
            if (!what.equals("ls") && Reexecution.needed()) {
                return Reexecution.run(store, wiring.storeRoot(), console);
            }
            switch (what) {
                case "ls" -> {
                    return show(store, options, wiring, console);
                }
                case "create" -> create(store, names.get(0), wiring, console);
                case "rm" -> new EachOf(names).run(name -> remove(store, name, options, console));
                default -> prune(store, options, console);
            }
            return 0;
        }
    }

    private static void checkWords(String what, int count) {
        String want = switch (what) {
            case "ls", "prune" -> count == 0 ? "" : what + " alone";
            case "create" -> count == 1 ? "" : "create NAME";
            case "rm" -> count > 0 ? "" : "rm NAME…";
            default -> "ls, create, rm or prune";
        };
        if (!want.isEmpty()) {
            throw BuildException.of(
                    ErrorCode.USAGE, "got volume %s with %d words behind it, want %s".formatted(what, count, want));
        }
    }

    /** An ordinary user cannot look into the directories of others from outside. */
    private static int show(BuildStore store, ParseResult options, Wiring wiring, Console console) throws IOException {
        List<Listed> all = store.volumes().list();
        OptionalInt inside = Reexecution.needed() && !all.isEmpty()
                ? Reexecution.runIfAllowed(store, wiring.storeRoot(), console)
                : OptionalInt.empty();
        if (inside.isEmpty()) {
            list(all, options, console);
        }
        return inside.orElse(0);
    }

    private static void list(List<Listed> all, ParseResult options, Console console) throws IOException {
        if (Formats.isJson(options)) {
            console.out().println(json(all));
            return;
        }
        if (Options.isSet(options, "--quiet")) {
            all.forEach(volume -> console.out().println(name(volume)));
            return;
        }
        Table table = new Table("DRIVER", "VOLUME NAME", "SIZE", "LAST USED");
        Instant now = console.clock().instant();
        for (Listed volume : all) {
            String used = volume.inUse() ? "in use" : Humane.ago(volume.lastUsed(), now);
            table.add(DRIVER, name(volume), Humane.size(volume.sizeBytes()), used);
        }
        table.print(console.out());
    }

    private static String json(List<Listed> all) {
        return new String(
                OciJson.array(json -> {
                    for (Listed volume : all) {
                        json.writeStartObject();
                        json.writeStringField("name", name(volume));
                        json.writeStringField("driver", DRIVER);
                        json.writeNumberField("sizeBytes", volume.sizeBytes());
                        json.writeStringField("lastUsed", volume.lastUsed().toString());
                        json.writeBooleanField("inUse", volume.inUse());
                        json.writeEndObject();
                    }
                }),
                StandardCharsets.UTF_8);
    }

    private static String name(Listed volume) {
        return Humane.printable(volume.description().map(Description::name).orElse("<unknown>"));
    }

    private static void create(BuildStore store, String name, Wiring wiring, Console console) throws IOException {
        try (NamedVolumes volumes = new NamedVolumes(new LocalTools(wiring, store, console).ofNativeSandbox())) {
            volumes.create(name);
        }
        console.out().println(name);
    }

    private static void remove(BuildStore store, String name, ParseResult options, Console console) throws IOException {
        List<Listed> all = store.volumes().list();
        List<Listed> meant =
                all.stream().filter(volume -> name(volume).equals(name)).toList();
        if (meant.isEmpty() && !Options.isSet(options, "--force")) {
            List<String> names = all.stream().map(VolumeCommand::name).toList();
            throw BuildException.of(ErrorCode.USAGE, "no volume \"" + name + "\"" + NearNames.suggestion(name, names))
                    .withHint("run jbuild volume ls to see them");
        }
        for (Listed volume : meant) {
            if (!store.volumes().remove(volume.id(), volume.number())) {
                throw BuildException.of(ErrorCode.USAGE, "the volume \"" + name + "\" is in use")
                        .withHint("wait for the container that uses it");
            }
            console.out().println(name);
        }
    }

    private static void prune(BuildStore store, ParseResult options, Console console) throws IOException {
        long freed = 0;
        boolean first = true;
        for (Listed volume : Options.isSet(options, "--all") ? store.volumes().list() : List.<Listed>of()) {
            if (store.volumes().remove(volume.id(), volume.number())) {
                if (first) {
                    console.out().println("Deleted Volumes:");
                    first = false;
                }
                console.out().println(name(volume));
                freed += volume.sizeBytes();
            }
        }
        console.out().println("Total reclaimed space: " + Humane.size(freed));
    }
}
