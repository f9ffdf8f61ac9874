package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.error.SourceLocation;
import dev.jbuild.grammar.CopySource;
import dev.jbuild.grammar.Declaration;
import dev.jbuild.grammar.Dockerfile;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.word.Lookup;
import dev.jbuild.grammar.word.Word;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The time that SOURCE_DATE_EPOCH means where it is no number: that of the main context ({@code git}, {@code context}), of a named
 * context, or of the one thing that a stage adds from elsewhere. A global ARG of the Dockerfile may say it, too. A source without a time,
 * such as a directory, leaves it unset. Used by one thread.
 */
final class SourceEpoch {
    /** The variable. */
    static final String NAME = "SOURCE_DATE_EPOCH";

    private static final String GIT = "git";
    private static final String CONTEXT = "context";
    private static final String SCRATCH = "scratch";

    private final BuildOptions options;
    private final Console console;
    private final ContextPlaces places;
    private final Map<String, String> buildArgs;
    private final Dockerfile file;

    SourceEpoch(BuildOptions options, Console console, ContextPlaces places, Dockerfile file) {
        this.options = options;
        this.console = console;
        this.places = places;
        this.buildArgs = options.buildArgs();
        this.file = file;
    }

    /** What was asked for, as a number; empty where the source has no time. Nothing at all when nobody asked. */
    Optional<String> seconds() throws IOException {
        Map<String, String> global = new HashMap<>();
        for (Instruction instruction : file.instructions()) {
            if (instruction instanceof Instruction.From) {
                break;
            }
            if (instruction instanceof Instruction.Arg arg) {
                declare(arg, global);
            }
        }
        String asked = global.getOrDefault(NAME, buildArgs.getOrDefault(NAME, ""));
        if (asked.isEmpty() || isNumber(asked)) {
            return asked.isEmpty() ? Optional.empty() : Optional.of(asked);
        }
        global.remove(NAME); // it has no value before it is known
        return Optional.of(time(asked, global)
                .map(time -> String.valueOf(time.getEpochSecond()))
                .orElse(""));
    }

    private static boolean isNumber(String text) {
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void declare(Instruction.Arg arg, Map<String, String> values) {
        for (Declaration declaration : arg.declarations()) {
            String given = buildArgs.get(declaration.name());
            if (given != null) {
                values.put(declaration.name(), given);
            } else if (declaration.value().isPresent()) {
                values.put(declaration.name(), expand(declaration.value().get(), values));
            }
        }
    }

    private static String expand(Word word, Map<String, String> values) {
        return word.expand(Lookup.of(values)).text();
    }

    private Optional<Instant> time(String asked, Map<String, String> global) throws IOException {
        if (asked.equals(GIT) || asked.equals(CONTEXT)) {
            return mainTime(asked);
        }
        String place = null;
        for (String text : options.texts("--build-context")) { // the last of a name counts
            place = text.startsWith(asked + "=") ? text.substring(asked.length() + 1) : place;
        }
        if (place != null) {
            return places.time(place);
        }
        List<Instruction> all = file.instructions();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) instanceof Instruction.From from && from.name().equalsIgnoreCase(asked)) {
                return places.time(source(from, all.subList(i + 1, all.size()), global));
            }
        }
        throw BuildOptions.wrong(
                NAME, asked, "seconds since the epoch, git, context, or the name of a context or of a stage");
    }

    private Optional<Instant> mainTime(String asked) throws IOException {
        Path directory = console.path(options.context());
        boolean local = HostFiles.isDirectory(directory);
        Optional<Instant> time = local ? ContextMode.commitTime(directory) : places.time(options.context());
        if (time.isEmpty() && asked.equals(GIT)) {
            throw BuildException.of(
                            ErrorCode.USAGE,
                            "%s: the context \"%s\" is in no git checkout that has a commit"
                                    .formatted(NAME, options.context()))
                    .withHint("set it to seconds, or commit first");
        }
        return time;
    }

    /** The address of what a stage adds: it has nothing else. */
    private String source(Instruction.From stage, List<Instruction> behind, Map<String, String> global) {
        if (!expand(stage.image().word(), global).equals(SCRATCH)) {
            throw wrong(stage, "stage \"" + stage.nameAsWritten() + "\" begins with an image, want FROM scratch");
        }
        Map<String, String> values = new HashMap<>(global);
        Optional<String> source = Optional.empty();
        for (Instruction instruction : behind) {
            if (instruction instanceof Instruction.From) {
                break;
            }
            if (instruction instanceof Instruction.Arg arg) {
                declare(arg, values);
            } else if (instruction instanceof Instruction.Add add && source.isEmpty()) {
                source = Optional.of(address(add, values));
            } else {
                throw wrong(instruction, "a stage that has a time is one ADD of an address, got another instruction");
            }
        }
        return source.orElseThrow(() -> wrong(stage, "a stage that has a time is one ADD of an address, got none"));
    }

    private String address(Instruction.Add add, Map<String, String> values) {
        if (add.sources().size() == 1 && add.sources().get(0) instanceof CopySource.Path path) {
            String address = expand(path.argument().word(), values);
            if (ContextPlaces.isAddress(address)) {
                return address;
            }
        }
        throw wrong(add, "a stage that has a time adds one address of HTTP or git");
    }

    private BuildException wrong(Instruction at, String what) {
        return BuildException.of(ErrorCode.USAGE, NAME + ": " + what)
                .withHint("set it to seconds, or to the name of a stage that only adds an address")
                .at(SourceLocation.of(file.source(), at.span()));
    }
}
