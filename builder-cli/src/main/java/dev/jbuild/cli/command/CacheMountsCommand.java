package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Reexecution;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.progress.Humane;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.NearNames;
import dev.jbuild.core.export.OutputTarget;
import dev.jbuild.core.image.RootFsImport;
import dev.jbuild.core.layer.InvalidArchiveException;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.step.CacheMountFiles;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheMounts;
import dev.jbuild.core.store.CacheMounts.Description;
import dev.jbuild.core.store.CacheMounts.Listed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code jbuild cache mounts ls|export|import|rm}: what RUN --mount=type=cache keeps, and how to carry it to other machines. */
final class CacheMountsCommand {
    private static final int MOST_MODE = 07777;
    private static final long MOST_ID = 0xfffffffeL;

    private final ParseResult options;
    private final Console console;
    private final Wiring wiring;

    CacheMountsCommand(ParseResult options, Console console, Wiring wiring) {
        this.options = options;
        this.console = console;
        this.wiring = wiring;
    }

    int run(List<String> words) throws IOException {
        String what = words.isEmpty() ? "ls" : words.get(0);
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        checkWords(what, rest.size());
        try (BuildStore store = wiring.openStore()) {
            if (!what.equals("ls") && Reexecution.needed()) {
                return Reexecution.run(store, wiring.storeRoot(), console);
            }
            switch (what) {
                case "ls" -> {
                    return show(store);
                }
                case "export" -> export(store, rest.get(0), rest.get(1));
                case "import" -> take(store, rest.get(0), rest.get(1));
                default -> remove(store, rest);
            }
            return 0;
        }
    }

    private void checkWords(String what, int count) {
        boolean all = Options.isSet(options, "--all");
        String want = switch (what) {
            case "ls" -> count == 0 ? "" : "mounts ls";
            case "export", "import" -> count == 2 ? "" : "mounts " + what + " NAME FILE|-";
            case "rm" -> count > 0 ^ all ? "" : "mounts rm NAME… or mounts rm --all";
            default -> "mounts ls, export, import or rm";
        };
        if (!want.isEmpty()) {
            throw BuildException.of(
                    ErrorCode.USAGE, "got mounts %s with %d words behind it, want %s".formatted(what, count, want));
        }
    }

    /** An ordinary user cannot look into the directories of others from outside. */
    private int show(BuildStore store) throws IOException {
        List<Listed> all = store.mounts().list();
        OptionalInt inside = Reexecution.needed() && !all.isEmpty()
                ? Reexecution.runIfAllowed(store, wiring.storeRoot(), console)
                : OptionalInt.empty();
        if (inside.isEmpty()) {
            list(all);
        }
        return inside.orElse(0);
    }

    private void list(List<Listed> all) throws IOException {
        if (Formats.isJson(options)) {
            console.out().println(json(all));
            return;
        }
        Table table = new Table("NAME", "COPY", "SIZE", "LAST USED", "ID");
        Instant now = console.clock().instant();
        for (Listed mount : all) {
            table.add(
                    Humane.printable(name(mount)),
                    Integer.toString(mount.number()),
                    Humane.size(mount.sizeBytes()),
                    mount.inUse() ? "in use" : Humane.ago(mount.lastUsed(), now),
                    mount.id().shortHex());
        }
        table.print(console.out());
    }

    private static String name(Listed mount) {
        return mount.description().map(Description::name).orElse("<unknown>");
    }

    private static String json(List<Listed> all) {
        return new String(
                OciJson.array(json -> {
                    for (Listed mount : all) {
                        json.writeStartObject();
                        json.writeStringField("id", mount.id().hex());
                        json.writeStringField("name", name(mount));
                        json.writeNumberField("copy", mount.number());
                        if (mount.description().isPresent()) {
                            Description description = mount.description().get();
                            json.writeNumberField("mode", description.mode());
                            json.writeNumberField("uid", description.uid());
                            json.writeNumberField("gid", description.gid());
                        }
                        json.writeNumberField("sizeBytes", mount.sizeBytes());
                        json.writeStringField("lastUsed", mount.lastUsed().toString());
                        json.writeBooleanField("inUse", mount.inUse());
                        json.writeEndObject();
                    }
                }),
                StandardCharsets.UTF_8);
    }

    private void export(BuildStore store, String name, String file) throws IOException {
        Listed mount = find(store, name);
        CacheMounts.Seed gone = directory -> {
            throw unknown(name, store);
        };
        OutputTarget target = SaveCommand.target(Optional.of(file), console);
        try (CacheMounts.CacheMount held = Stages.await(store.mounts()
                .open(
                        mount.id(),
                        CacheMounts.Sharing.SHARED,
                        gone,
                        holder -> console.err().println("waiting for process " + holder.pid())))) {
            try (OutputTarget.Opened opened = target.open()) {
                files(store).write(held.path(), opened.stream());
                opened.commit();
            }
        }
    }

    /** The mount that a user means: by name, with mode and owner as given, or by the beginning of its id. */
    private Listed find(BuildStore store, String name) throws IOException {
        List<Listed> first = store.mounts().list().stream()
                .filter(mount -> mount.number() == 0)
                .toList();
        List<Listed> found =
                first.stream().filter(mount -> isMeant(mount, name)).toList();
        if (found.size() > 1) {
            throw BuildException.of(ErrorCode.USAGE, "there are " + found.size() + " cache mounts \"" + name + "\"")
                    .withHint("give the ID that jbuild cache mounts ls shows");
        }
        return found.stream().findFirst().orElseThrow(() -> unknown(name, store));
    }

    private static boolean isMeant(Listed mount, String text) {
        boolean byId = text.length() >= 4 && mount.id().hex().startsWith(text);
        return byId
                || mount.description()
                        .filter(about -> about.name().equals(text))
                        .isPresent();
    }

    private static BuildException unknown(String name, BuildStore store) {
        List<String> names = Stages.unchecked(() ->
                store.mounts().list().stream().map(CacheMountsCommand::name).toList());
        return BuildException.of(ErrorCode.USAGE, "no cache mount \"" + name + "\"" + NearNames.suggestion(name, names))
                .withHint("run jbuild cache mounts ls to see them");
    }

    /** The tar is read and checked before the mount is touched. */
    private void take(BuildStore store, String name, String file) throws IOException {
        CacheMountFiles files = files(store);
        Description description = files.description(name, mode(), id("--uid"), id("--gid"));
        try (InputStream tar = LoadCommand.open(file, console)) {
            DiffId stored = new RootFsImport(store.blobs(), store.layers()).layer(tar);
            store.mounts().describe(description.id(), description);
            if (!store.mounts().replace(description.id(), directory -> files.fill(stored, directory))) {
                throw inUse(name);
            }
        } catch (InvalidArchiveException e) {
            throw BuildException.of(
                            ErrorCode.ARCHIVE_INVALID, "cannot import \"%s\": %s".formatted(file, e.getMessage()))
                    .withHint("give a tar that jbuild cache mounts export has written")
                    .withCause(e);
        }
    }

    private static BuildException inUse(String name) {
        return BuildException.of(ErrorCode.USAGE, "the cache mount \"" + name + "\" is in use")
                .withHint("wait for the build that uses it");
    }

    private int mode() {
        String text = Options.text(options, "--mode").orElse("");
        try {
            int mode = text.isEmpty() ? -1 : Integer.parseInt(text, 8);
            if (mode <= MOST_MODE) {
                return mode;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw BuildOptions.wrong("--mode", text, "octal digits such as 0755");
    }

    private long id(String option) {
        String text = Options.text(options, option).orElse("");
        try {
            long id = text.isEmpty() ? -1 : Long.parseLong(text);
            if (id >= -1 && id <= MOST_ID) {
                return id;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw BuildOptions.wrong(option, text, "a number");
    }

    private void remove(BuildStore store, List<String> names) throws IOException {
        boolean all = Options.isSet(options, "--all");
        for (String name : names) {
            find(store, name);
        }
        int removed = 0;
        for (Listed mount : store.mounts().list()) {
            boolean meant = all || names.stream().anyMatch(name -> isMeant(mount, name));
            if (meant && store.mounts().remove(mount.id(), mount.number())) {
                removed++;
            } else if (meant && !all) {
                throw inUse(name(mount));
            }
        }
        console.err().println("removed " + Humane.count(removed, "cache mount"));
    }

    private CacheMountFiles files(BuildStore store) {
        return new CacheMountFiles(new LocalTools(wiring, store, console).ofNativeSandbox());
    }
}
